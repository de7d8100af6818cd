package dev.sluice.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.internal.run.RunFact.RunEnded;
import dev.sluice.store.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of what is written for each step: short where all went as usual. */
class FactCodecTest {
  private static final JsonNode RESULT = JsonNodeFactory.instance.objectNode().put("count", 8);
  private static final UnitId STEP = UnitId.ofStep(3);
  private static final long AT = 1_771_243_200_000_001L;

  private static RunFact decoded(String kind, String unit, String body) {
    return FactCodec.decode(Fact.of(kind, unit, AT, body));
  }

  @Test
  void what_is_so_for_most_steps_is_not_written() {
    Ended usual = new Ended(STEP, 1, AT, StepStatus.SUCCESS, RESULT, null, null, 0);
    assertThat(usual.body()).isEqualTo("{\"result\":{\"count\":8}}");
    assertThat(decoded("ended", "3", usual.body())).isEqualTo(usual);
    RunEnded run = new RunEnded(AT, ExecutionStatus.SUCCESS, null, null, null, 0);
    assertThat(run.body()).isEqualTo("{}");
    assertThat(decoded("run_ended", "", run.body())).isEqualTo(run);
  }

  @Test
  void what_is_not_so_for_most_steps_is_written_and_read() {
    Ended failed = new Ended(STEP, 2, AT, StepStatus.FAILED, RESULT, "timeout", "Too late.", 7);
    RunEnded cancelled = new RunEnded(AT, ExecutionStatus.CANCELLED, "cancelled", "No.", RESULT, 9);
    for (RunFact fact : List.of(failed, cancelled)) {
      assertThat(decoded(fact.kind(), fact.unit(), fact.body())).isEqualTo(fact);
    }
  }

  @Test
  void what_a_child_called_is_written_and_read() {
    RunFact.Spent first = new RunFact.Spent(STEP, 1, AT, 7);
    RunFact.Spent third = new RunFact.Spent(STEP, 3, AT, 7);
    Outcome outcome = new Outcome.OfChild(new Outcome.Value(RESULT, 11), 7);
    RunFact.Completed early = new RunFact.Completed(STEP, 1, AT, outcome);
    assertThat(first.body()).isEqualTo("{\"calls\":7}");
    for (RunFact fact : List.of(first, third, early)) {
      assertThat(decoded(fact.kind(), fact.unit(), fact.body())).isEqualTo(fact);
    }
  }

  @Test
  void texts_that_say_what_is_usual_mean_the_same() {
    assertThat(
            decoded(
                "ended",
                "3",
                "{\"attempt\":1,\"status\":\"success\",\"result\":{\"count\":8},\"took_ms\":0}"))
        .isEqualTo(new Ended(STEP, 1, AT, StepStatus.SUCCESS, RESULT, null, null, 0));
    assertThat(decoded("run_ended", "", "{\"status\":\"success\",\"took_ms\":0}"))
        .isEqualTo(new RunEnded(AT, ExecutionStatus.SUCCESS, null, null, null, 0));
  }

  @Test
  void a_word_that_a_newer_engine_wrote_is_not_taken_for_success() {
    assertThat(decoded("ended", "3", "{\"status\":\"postponed\",\"result\":{}}")).isNull();
  }
}
