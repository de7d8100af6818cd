package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
  private final Flow flow = new Flow();
  private final List<Long> times = new ArrayList<>();
  private ToolException failure = new ToolException("busy", "not now", true);
  private int failures = Integer.MAX_VALUE;

  RetryTest() {
    flow.tool(
        "flaky",
        call -> {
          times.add(flow.simulation.nowMs());
          if (call.attempt() <= failures) {
            throw failure;
          }
          return ToolResult.of("attempt " + call.attempt());
        });
  }

  private StepResult retry(String policy) {
    return flow.run("{'step_number':1,'tool_id':'flaky','retry':" + policy + "}")
        .stepResults()
        .get(0);
  }

  @Test
  void without_a_policy_one_attempt_is_made_and_none_is_counted() {
    Execution execution = flow.run("{'step_number':1,'tool_id':'flaky'}");
    assertThat(times).hasSize(1);
    assertThat(execution.toJson()).doesNotContain("attempts");
    assertThat(execution.errorCode()).isEqualTo("busy");
  }

  @Test
  void delays_grow_by_the_multiplier_up_to_the_longest() {
    StepResult step =
        retry("{'max_attempts':6,'initial_delay_ms':100,'multiplier':3,'max_delay_ms':1000}");
    assertThat(times).containsExactly(0L, 100L, 400L, 1300L, 2300L, 3300L);
    assertThat(step.attempts()).isEqualTo(6);
    assertThat(step.error()).isEqualTo("not now");
    assertThat(step.executionTimeMs()).isEqualTo(3300);
  }

  @Test
  void delays_are_one_second_and_double_where_the_policy_does_not_say() {
    retry("{'max_attempts':4}");
    assertThat(times).containsExactly(0L, 1000L, 3000L, 7000L);
  }

  @Test
  void a_delay_of_zero_tries_again_at_once() {
    retry("{'max_attempts':3,'initial_delay_ms':0}");
    assertThat(times).containsExactly(0L, 0L, 0L);
  }

  @Test
  void attempts_end_with_the_first_success_and_the_key_stays_the_same() {
    failures = 2;
    Execution execution =
        flow.run("{'step_number':1,'tool_id':'flaky','retry':{'max_attempts':9}}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.result(1).textValue()).isEqualTo("attempt 3");
    assertThat(execution.stepResults().get(0).attempts()).isEqualTo(3);
    assertThat(execution.stepResults().get(0).error()).isNull();
    assertThat(execution.toJson()).contains("\"attempts\":3");
    assertThat(flow.log).containsOnly("flaky 1 {}").hasSize(3);
  }

  @Test
  void attempts_appear_only_when_more_than_one_was_made() {
    failures = 0;
    Execution execution =
        flow.run("{'step_number':1,'tool_id':'flaky','retry':{'max_attempts':9}}");
    assertThat(execution.toJson()).doesNotContain("attempts");
  }

  @Test
  void jitter_shortens_each_delay_by_a_part_that_is_drawn_once() {
    retry("{'max_attempts':40,'initial_delay_ms':1000,'multiplier':1,'jitter':0.5}");
    List<Long> delays = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      delays.add(times.get(i) - times.get(i - 1));
    }
    assertThat(delays).hasSize(39).allMatch(delay -> delay >= 500 && delay <= 1000);
    assertThat(new java.util.HashSet<>(delays)).as("they differ").hasSizeGreaterThan(30);
    assertThat(delays.stream().mapToLong(Long::longValue).average().orElse(0))
        .isCloseTo(750, within(100.0));
  }

  @ParameterizedTest
  @CsvSource({"busy,3", "'other,busy',3", "other,1", "tool_error,1"})
  void only_failures_with_a_named_code_are_tried_again(String codes, int attempts) {
    String on = "'" + String.join("','", codes.split(",")) + "'";
    retry("{'max_attempts':3,'initial_delay_ms':1,'on':[" + on + "]}");
    assertThat(times).hasSize(attempts);
  }

  @Test
  void an_exception_without_a_code_has_the_code_tool_error() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'boom','retry':{'max_attempts':2,'initial_delay_ms':1,'on':['tool_error']}}");
    assertThat(execution.stepResults().get(0).attempts()).isEqualTo(2);
    assertThat(execution.toJson()).doesNotContain("error_code");
  }

  @Test
  void a_failure_that_is_not_retryable_is_not_tried_again() {
    failure = new ToolException("denied", "never", false);
    assertThat(retry("{'max_attempts':3,'on':['denied']}").attempts()).isEqualTo(1);
  }

  @Test
  void retry_after_is_the_least_delay_and_may_exceed_the_longest() {
    failure = new ToolException("limited", "later", true, Duration.ofMillis(5000));
    retry("{'max_attempts':3,'initial_delay_ms':100,'max_delay_ms':200}");
    assertThat(times).containsExactly(0L, 5000L, 10000L);
  }

  @Test
  void retry_after_does_not_shorten_a_longer_delay() {
    failure = new ToolException("limited", "later", true, Duration.ofMillis(50));
    retry("{'max_attempts':2,'initial_delay_ms':100}");
    assertThat(times).containsExactly(0L, 100L);
  }

  @Test
  void a_missing_value_is_not_tried_again() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo'},"
                + "{'step_number':2,'tool_id':'flaky','input_mapping':{'a':'{{steps.1.result.x}}'},"
                + "'retry':{'max_attempts':3}}");
    assertThat(execution.errorCode()).isEqualTo("unresolved_template");
    assertThat(times).isEmpty();
  }

  @Test
  void between_attempts_the_record_shows_the_step_as_running() {
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps(
                    "{'step_number':1,'tool_id':'flaky','retry':{'max_attempts':3,'initial_delay_ms':1000}}"),
                java.util.Map.of());
    flow.simulation.advanceMs(1500);
    Execution running = flow.found(pending.id());
    assertThat(Flow.statuses(running)).isEqualTo("1 running");
    assertThat(running.stepResults().get(0).attempts()).isEqualTo(2);
    assertThat(running.stepResults().get(0).error()).isNull();
    assertThat(running.completedAt()).isNull();
    assertThat(running.executionTimeMs()).isNull();
  }
}
