package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanCompiler;
import dev.sluice.internal.run.FactCodec;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.limit.Limits;
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
import dev.sluice.workflow.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store in memory that looks at every write: may this fact come after those? */
final class CheckingStore extends DelegatingStore {
  private static final Set<String> UNKNOWN =
      Set.of("timeout", "deadline_exceeded", "cancelled", "interrupted");

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

  /** The record is the fold of the facts: of those that were written, and of what was encoded. */
  Execution checkFolds(String id) {
    StoredExecution stored = stored(id);
    Execution record = Records.of(stored);
    List<Fact> decoded = new ArrayList<>();
    RunState fresh = new RunState(plan(stored.execution()), stored.execution(), Limits.defaults());
    RunState fromText =
        new RunState(plan(stored.execution()), stored.execution(), Limits.defaults());
    for (Fact fact : stored.facts()) {
      Fact copy = Fact.of(fact.kind(), fact.unit(), fact.atMicros(), fact.body());
      decoded.add(copy);
      RunFact again = FactCodec.decode(copy);
      assertThat(again).isEqualTo(fact);
      fresh.replay((RunFact) fact);
      fromText.replay(again);
    }
    String json = record.toJson();
    assertThat(fresh.record().toJson()).isEqualTo(json);
    assertThat(fromText.record().toJson()).isEqualTo(json);
    StoredExecution again = new StoredExecution(stored.execution(), stored.header(), decoded);
    assertThat(Records.of(again).toJson()).isEqualTo(json);
    assertThat(Execution.fromJson(json).toJson()).isEqualTo(json);
    return record;
  }

  private final Map<String, Plan> plans = new HashMap<>();

  private Plan plan(NewExecution execution) {
    return plans.computeIfAbsent(
        execution.id(),
        any -> new PlanCompiler(Limits.defaults(), null).compile(execution.workflow()).plan());
  }

  /** The compensations are exactly what succeeded (or may have), the last first. */
  void checkCompensations(Execution record) {
    StoredExecution stored = stored(record.id());
    List<Step> steps =
        stored.execution().workflow().steps().stream()
            .sorted(Comparator.comparingInt(Step::stepNumber))
            .toList();
    Set<String> loops = new HashSet<>();
    List<String> expected = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Fact fact : stored.facts()) {
      if (fact.kind().equals("loop_opened")) {
        loops.add(fact.unit());
      } else if (fact.kind().equals("ended") && fact.unit().endsWith(":compensate")) {
        seen.add(fact.unit());
      } else if (fact.kind().equals("ended") && !loops.contains(fact.unit())) {
        var body = Flow.parse(fact.body());
        Step step = steps.get(Integer.parseInt(fact.unit().split(":")[0]) - 1);
        String code = body.path("code").asText("");
        boolean good = code.isEmpty() && body.get("status").asText().equals("success");
        if (step.compensate() != null
            && body.get("attempt").asInt() > 0
            && (good || (step.compensate().isOnUnknown() && UNKNOWN.contains(code)))) {
          expected.add(0, fact.unit() + ":compensate");
        }
      }
    }
    boolean succeeded = record.status().text().equals("success");
    assertThat(seen).isEqualTo(succeeded ? List.of() : expected);
    assertThat(record.compensationResults()).hasSize(seen.size());
  }
}
