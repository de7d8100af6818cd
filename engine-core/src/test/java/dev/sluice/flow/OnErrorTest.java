package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.limit.Limits;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnErrorTest {
  private final Flow flow = new Flow();

  @Test
  void by_default_a_failure_ends_the_run_and_later_steps_are_absent() {
    for (String word : new String[] {"", ",'on_error':'fail'"}) {
      Execution execution =
          flow.run(
              "{'step_number':1,'tool_id':'echo'},"
                  + "{'step_number':2,'tool_id':'boom','tool_name':'Big Bang'"
                  + word
                  + "},{'step_number':3,'tool_id':'echo'}");
      assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 failed");
      assertThat(execution.error()).isEqualTo("Step 2 (Big Bang) failed: broken");
      assertThat(execution.errorCode()).isNull();
    }
  }

  @Test
  void with_continue_later_steps_see_status_and_error_and_the_result_null() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'boom','on_error':'continue'},"
                + "{'step_number':2,'tool_id':'echo','input_mapping':"
                + "{'r':'{{steps.1.result}}','s':'{{steps.1.status}}','e':'{{steps.1.error}}'}}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.error()).isNull();
    assertThat(Flow.statuses(execution)).isEqualTo("1 failed, 2 success");
    assertThat(execution.result(2)).isEqualTo(Flow.node("{'r':null,'s':'failed','e':'broken'}"));
  }

  @Test
  void a_fallback_is_recorded_as_success_with_the_error_kept() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','input_mapping':{'v':[1]}},"
                + "{'step_number':2,'tool_id':'boom','on_error':{'result':"
                + "{'prior':'{{steps.1.result.v}}','why':'{{steps.2.error}}','how':'{{steps.2.status}}'}}},"
                + "{'step_number':3,'tool_id':'echo','input_mapping':"
                + "{'r':'{{steps.2.result.prior.0}}','s':'{{steps.2.status}}','e':'{{steps.2.error}}'}}");
    StepResult step = execution.stepResults().get(1);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(step.status().text()).isEqualTo("success");
    assertThat(step.error()).isEqualTo("broken");
    assertThat(step.result()).isEqualTo(Flow.node("{'prior':[1],'why':'broken','how':'failed'}"));
    assertThat(execution.result(3)).isEqualTo(Flow.node("{'r':1,'s':'success','e':'broken'}"));
  }

  @Test
  void a_fallback_may_be_null() {
    Execution execution = flow.run("{'step_number':1,'tool_id':'boom','on_error':{'result':null}}");
    assertThat(Flow.statuses(execution)).isEqualTo("1 success");
    assertThat(execution.result(1).isNull()).isTrue();
  }

  @Test
  void a_fallback_comes_after_the_last_attempt_only() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'boom','retry':{'max_attempts':3,'initial_delay_ms':1},"
                + "'on_error':{'result':'none'}}");
    assertThat(flow.log).hasSize(3);
    assertThat(execution.stepResults().get(0).attempts()).isEqualTo(3);
    assertThat(execution.result(1).textValue()).isEqualTo("none");
  }

  @Test
  void a_fallback_that_fails_too_fails_the_run_with_both_reasons() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo'},"
                + "{'step_number':2,'tool_id':'boom','on_error':{'result':'{{steps.1.result.x}}'}},"
                + "{'step_number':3,'tool_id':'echo'}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 failed");
    assertThat(execution.error())
        .startsWith("Step 2 (boom) failed: broken The fallback failed too: MISSING_VALUE at ");
  }

  @Test
  void fallbacks_count_against_the_limits_of_results() {
    flow.with(
        builder ->
            builder.limits(Limits.builder().resultBytes(30).loopBytes(25).recordBytes(60).build()));
    Map<String, String> inputs = Map.of("ten", "12345678", "long", "x".repeat(40));
    String loop =
        "{'step_number':1,'tool_id':'boom','for_each':[1,2,3],'on_error':{'result':'{{inputs.ten}}'}}";
    Execution looped = flow.run(loop, inputs);
    assertThat(looped.errorCode()).isEqualTo("result_too_large");
    assertThat(looped.error())
        .isEqualTo(
            "Step 1 (boom) failed: Item 2: broken The fallback failed too: The loop's results together"
                + " exceed 25 bytes.");
    String step = "'tool_id':'boom','on_error':{'result':['{{inputs.ten}}','{{inputs.ten}}']}}";
    Execution summed =
        flow.run(
            "{'step_number':1,"
                + step
                + ",{'step_number':2,"
                + step
                + ",{'step_number':3,"
                + step
                + ",{'step_number':4,'tool_id':'echo'}",
            inputs);
    assertThat(summed.errorCode()).isEqualTo("result_too_large");
    assertThat(summed.error())
        .isEqualTo(
            "Step 3 (boom) failed: broken The fallback failed too: The run's results together exceed 60"
                + " bytes.");
    Execution single =
        flow.run(
            "{'step_number':1,'tool_id':'boom','on_error':{'result':'{{inputs.long}}'}}", inputs);
    assertThat(single.errorCode()).isEqualTo("result_too_large");
    assertThat(single.error()).contains("broken The fallback failed too: ");
  }

  @Test
  void everything_that_fails_a_step_before_its_call_is_caught_as_well() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo'},"
                + "{'step_number':2,'tool_id':'echo','on_error':'continue','input_mapping':{'a':'{{steps.1.result.x}}'}},"
                + "{'step_number':3,'tool_id':'echo','on_error':{'result':3},'when':{'less_than':[1,'a']}},"
                + "{'step_number':4,'tool_id':'echo','on_error':{'result':[]},'for_each':'{{steps.1.result}}'}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 failed, 3 success, 4 success");
    assertThat(execution.result(4)).isEqualTo(Flow.node("[]"));
  }
}
