package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.internal.run.Records;
import dev.sluice.store.Claimant;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.Store;
import dev.sluice.store.StoredExecution;
import dev.sluice.testkit.DelegatingStore;
import dev.sluice.testkit.RecordChecks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store in memory that looks at every write: may this fact come after those? */
final class CheckingStore extends DelegatingStore {
  private final RecordChecks checks = new RecordChecks();
  private final boolean checkEachWrite;

  /** An exception of a store would be the run's: kept for the test instead. */
  private AssertionError failure;

  private final Map<String, Set<String>> endedUnits = new HashMap<>();
  private final Set<String> endedRuns = new HashSet<>();
  final Map<String, NewExecution> created = new HashMap<>();

  CheckingStore(boolean checkEachWrite) {
    super(Store.inMemory());
    this.checkEachWrite = checkEachWrite;
  }

  @Override
  public Fence create(
      NewExecution execution, Claimant owner, List<? extends Fact> facts, Header header) {
    Fence fence = super.create(execution, owner, facts, header);
    created.put(execution.id(), execution);
    keep(() -> check(execution.id(), facts, header));
    return fence;
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, Notice notice)
      throws FencedException {
    super.append(fence, position, facts, header, notice);
    assertThat(facts).as("an empty write").isNotEmpty();
    keep(() -> check(fence.executionId(), facts, header));
  }

  private void keep(Runnable check) {
    try {
      check.run();
    } catch (AssertionError e) {
      failure = failure == null ? e : failure;
    }
  }

  void throwFirstFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  private void check(String id, List<? extends Fact> facts, Header header) {
    Set<String> units = endedUnits.computeIfAbsent(id, any -> new HashSet<>());
    for (Fact fact : facts) {
      assertThat(endedRuns).as("nothing is written after the end: %s", fact).doesNotContain(id);
      if (fact.kind().equals("ended") || fact.kind().equals("skipped")) {
        assertThat(units.add(fact.unit())).as("a unit ends once: %s", fact).isTrue();
      } else if (fact.kind().equals("run_ended")) {
        endedRuns.add(id);
      } else if (!fact.unit().isEmpty()) {
        assertThat(units)
            .as("nothing of a unit after its end: %s", fact)
            .doesNotContain(fact.unit());
      }
    }
    if (checkEachWrite) {
      checkFolds(id);
    }
    assertThat(header.status()).isEqualTo(Records.of(stored(id)).status());
  }

  StoredExecution stored(String id) {
    return store.executions().find(null, id).orElseThrow();
  }

  /** The record is the fold of the facts. */
  Execution checkFolds(String id) {
    return checks.folds(stored(id));
  }

  /** The compensations are exactly what succeeded (or may have), the last first. */
  void checkCompensations(Execution record) {
    checks.compensations(stored(record.id()), record);
  }
}
