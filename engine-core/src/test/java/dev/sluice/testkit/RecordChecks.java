package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.execution.Execution;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanCompiler;
import dev.sluice.internal.run.FactCodec;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.limit.Limits;
import dev.sluice.store.Fact;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.workflow.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of every stored run, whatever happened to it. Not thread-safe. */
public final class RecordChecks {
  private static final Set<String> UNKNOWN =
      Set.of("timeout", "deadline_exceeded", "cancelled", "interrupted", "outcome_unknown");

  private final Map<String, Plan> plans = new HashMap<>();

  /** Checks of any number of runs. */
  public RecordChecks() {}

  /** The record is the fold of the facts: of those that were written, and of what was encoded. */
  public Execution folds(StoredExecution stored) {
    Execution record = Records.of(stored);
    List<Fact> decoded = new ArrayList<>();
    Plan plan = plan(stored.execution());
    RunState fresh = new RunState(plan, stored.execution(), Limits.defaults());
    RunState fromText = new RunState(plan, stored.execution(), Limits.defaults());
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

  private Plan plan(NewExecution execution) {
    return plans.computeIfAbsent(
        execution.id(),
        any -> new PlanCompiler(Limits.defaults(), null).compile(execution.workflow()).plan());
  }

  /** The compensations are exactly what succeeded (or may have), the last first. */
  public void compensations(StoredExecution stored, Execution record) {
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
        JsonNode body =
            StrictReader.read(
                fact.body(), Integer.MAX_VALUE, 1_000, Integer.MAX_VALUE, new ArrayList<>());
        Step step = steps.get(Integer.parseInt(fact.unit().split(":")[0]) - 1);
        String code = body.path("code").asText("");
        boolean good = code.isEmpty() && body.path("status").asText("success").equals("success");
        if (step.compensate() != null
            && body.path("attempt").asInt(1) > 0
            && (good || (step.compensate().isOnUnknown() && UNKNOWN.contains(code)))) {
          expected.add(0, fact.unit() + ":compensate");
        }
      }
    }
    boolean succeeded = record.status().text().equals("success");
    assertThat(seen).as(record.toJson()).isEqualTo(succeeded ? List.of() : expected);
    assertThat(record.compensationResults()).hasSize(seen.size());
  }
}
