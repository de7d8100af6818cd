package dev.sluice.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.internal.run.RunFact.RunEnded;
import dev.sluice.store.Fact;
import dev.sluice.store.Header;
import dev.sluice.store.HeaderFacts;
import java.util.List;
import java.util.Objects;
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

  @Test
  void the_facts_that_a_header_tells_are_those_of_the_engine() {
    for (long tookMs : List.of(0L, 1L, 12_345L)) {
      long end = AT + tookMs * 1_000 + 999;
      Header header = new Header(ExecutionStatus.SUCCESS, AT, end, Header.NEVER);
      RunFact started = new RunFact.Started(AT);
      RunFact ended = new RunEnded(end, ExecutionStatus.SUCCESS, null, null, null, tookMs);
      assertThat(HeaderFacts.isTold(started, 0, header)).isTrue();
      assertThat(HeaderFacts.isTold(ended, 6, header)).isTrue();
      assertThat(FactCodec.decode(Objects.requireNonNull(HeaderFacts.at(0, 7, header))))
          .isEqualTo(started);
      assertThat(FactCodec.decode(Objects.requireNonNull(HeaderFacts.at(6, 7, header))))
          .isEqualTo(ended);
      assertThat(HeaderFacts.at(3, 7, header)).isNull();
    }
  }

  @Test
  void what_a_header_does_not_tell_is_to_be_kept() {
    Header success = new Header(ExecutionStatus.SUCCESS, AT, AT + 5_000, Header.NEVER);
    Header failed = new Header(ExecutionStatus.FAILED, AT, AT + 5_000, Header.NEVER);
    Header pending = new Header(ExecutionStatus.PENDING, 0, 0, AT);
    RunFact started = new RunFact.Started(AT);
    RunFact usual = new RunEnded(AT + 5_000, ExecutionStatus.SUCCESS, null, null, null, 5);
    RunFact output = new RunEnded(AT + 5_000, ExecutionStatus.SUCCESS, null, null, RESULT, 5);
    assertThat(HeaderFacts.isTold(started, 1, success)).isFalse();
    assertThat(HeaderFacts.isTold(started, 0, pending)).isFalse();
    assertThat(HeaderFacts.isTold(output, 6, success)).isFalse();
    assertThat(HeaderFacts.isTold(usual, 6, failed)).isFalse();
    assertThat(HeaderFacts.at(0, 1, pending)).isNull();
    assertThat(HeaderFacts.at(6, 7, failed)).isNull();
  }
}
