package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.ExecuteOptions;
import dev.sluice.Inputs;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.flow.RandomTools.Mood;
import dev.sluice.testkit.RandomWorkflow.Features;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The production engine in a simulation, over many seeds. A failing seed is named and can be run
 * alone: {@code -Dsluice.seed=<n>}.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("sluice.seeds", 10_000);

  private static List<String> run(long seed) {
    Trial trial = new Trial(seed, Features.ALL, Mood.WILD, seed % 3 == 0 ? 0 : 40);
    try {
      trial.disturbed();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "Seed "
              + seed
              + " fails: "
              + e.getMessage()
              + "\nworkflow: "
              + trial.workflow.toJson()
              + "\ninputs: "
              + trial.inputs
              + "\n"
              + String.join("\n", trial.witness.trace),
          e);
    }
    return trial.witness.trace;
  }

  @Test
  void every_seed_ends_with_a_right_record() {
    Long one = Long.getLong("sluice.seed");
    if (one != null) {
      run(one);
      return;
    }
    Map<ExecutionStatus, Integer> ends = new EnumMap<>(ExecutionStatus.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      List<String> trace = run(seed);
      for (String line : trace) {
        for (ExecutionStatus status : ExecutionStatus.values()) {
          if (line.startsWith("end " + status.text())) {
            ends.merge(status, 1, Integer::sum);
          }
        }
      }
    }
    // A simulation in which nothing happens would find nothing.
    assertThat(ends.values()).hasSize(3).allMatch(count -> count > SEEDS / 20);
  }

  @Test
  void a_seed_replays_identically() {
    for (long seed = 1; seed < 150; seed++) {
      assertThat(run(seed)).isEqualTo(run(seed));
    }
  }

  /**
   * The same workflow, executed on the caller's thread and submitted: the same record, times and
   * all. Where items of a loop overlap and one fails, the order decides which others still start.
   */
  @Test
  void executed_and_submitted_runs_have_the_same_record() {
    Features sequential = new Features(false, true, true, true, false, true);
    int compared = 0;
    for (long seed = 0; seed < SEEDS / 10; seed++) {
      Trial inline = new Trial(seed, sequential, Mood.QUICK, 0);
      Execution executed = inline.engine.execute(inline.workflow, inline.inputs);
      if (executed.status() != ExecutionStatus.SUCCESS && inline.random.overlaps()) {
        continue;
      }
      compared++;
      Trial elsewhere = new Trial(seed, sequential, Mood.QUICK, 0);
      Execution pending =
          elsewhere.engine.submit(
              elsewhere.workflow,
              Inputs.fromJson(elsewhere.inputs.toString()),
              ExecuteOptions.defaults());
      elsewhere.simulation.runUntilIdle();
      Execution submitted = elsewhere.engine.findExecution(pending.id()).orElseThrow();
      assertThat(submitted).as("seed %s: %s", seed, inline.workflow.toJson()).isEqualTo(executed);
    }
    assertThat(compared).isGreaterThan(SEEDS / 20);
  }

  /** A record without what differs from run to run. */
  static JsonNode timeless(Execution execution) {
    ObjectNode record = (ObjectNode) Flow.parse(execution.toJson());
    record.remove(List.of("id", "started_at", "completed_at", "created_at"));
    strip(record);
    return record;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("execution_time_ms");
    }
    node.forEach(SimulationTest::strip);
  }
}
