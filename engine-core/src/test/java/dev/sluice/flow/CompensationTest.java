package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.CompensationResult;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.limit.Limits;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompensationTest {
  private final Flow flow = new Flow();

  CompensationTest() {
    flow.tool("book", call -> ToolResult.of(Map.of("booking", "b" + call.arguments().path("n"))));
    flow.tool("undo", call -> ToolResult.of("undone"));
  }

  private static String booked(int step, String more) {
    return "{'step_number':"
        + step
        + ",'tool_id':'book','input_mapping':{'n':"
        + step
        + "},'compensate':{'tool_id':'undo','input_mapping':{'id':'{{steps."
        + step
        + ".result.booking}}'}}"
        + more
        + "}";
  }

  private List<String> undone() {
    return flow.log.stream()
        .filter(line -> line.startsWith("undo"))
        .map(line -> line.substring(5))
        .toList();
  }

  @Test
  void a_successful_run_compensates_nothing() {
    Execution execution = flow.run(booked(1, ""));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(undone()).isEmpty();
    assertThat(execution.toJson()).doesNotContain("compensation_results");
  }

  @Test
  void what_succeeded_is_compensated_in_the_reverse_order() {
    Execution execution =
        flow.run(
            booked(1, "")
                + ","
                + booked(2, ",'when':'{{inputs.never}}'")
                + ",{'step_number':3,'tool_id':'echo'},"
                + booked(4, "")
                + ",{'step_number':5,'tool_id':'boom','compensate':{'tool_id':'undo'}}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).isEqualTo("Step 5 (boom) failed: broken");
    assertThat(undone())
        .containsExactly("4:compensate {\"id\":\"b4\"}", "1:compensate {\"id\":\"b1\"}");
    assertThat(execution.compensationResults())
        .extracting(CompensationResult::stepNumber)
        .containsExactly(4, 1);
    CompensationResult first = execution.compensationResults().get(0);
    assertThat(first.toolId()).isEqualTo("undo");
    assertThat(first.status().text()).isEqualTo("success");
    assertThat(first.result().textValue()).isEqualTo("undone");
    assertThat(first.index()).isNull();
    assertThat(execution.toJson()).doesNotContain("\"index\":null");
  }

  @Test
  void in_parallel_mode_the_order_of_completion_counts_and_not_the_number() {
    Execution execution =
        flow.submit(
            Flow.parallel(
                "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':300},'compensate':{'tool_id':'undo'}},"
                    + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':100},'compensate':{'tool_id':'undo'}},"
                    + "{'step_number':3,'tool_id':'sleep','input_mapping':{'duration_ms':200},'compensate':{'tool_id':'undo'}},"
                    + "{'step_number':4,'tool_id':'boom','after':[1,2,3]}"));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(undone()).containsExactly("1:compensate {}", "3:compensate {}", "2:compensate {}");
  }

  @Test
  void each_item_of_a_loop_is_compensated_by_itself() {
    flow.run(
        "{'step_number':1,'tool_id':'book','for_each':['x','y'],'input_mapping':{'n':'{{index}}'},"
            + "'compensate':{'tool_id':'undo','input_mapping':{'id':'{{steps.1.result.booking}}','item':'{{item}}','i':'{{index}}'}}},"
            + "{'step_number':2,'tool_id':'boom'}");
    assertThat(undone())
        .containsExactly(
            "1:1:compensate {\"id\":\"b1\",\"item\":\"y\",\"i\":1}",
            "1:0:compensate {\"id\":\"b0\",\"item\":\"x\",\"i\":0}");
  }

  @Test
  void items_are_compensated_also_when_the_loop_itself_failed() {
    flow.tool(
        "third",
        call -> {
          if (call.arguments().get("i").asInt() == 2) {
            throw new IllegalStateException("sold out");
          }
          return ToolResult.of(call.arguments().get("i"));
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'third','for_each':[1,2,3,4,5],'input_mapping':{'i':'{{index}}'},"
                + "'compensate':{'tool_id':'undo','input_mapping':{'r':'{{steps.1.result}}'}}}");
    assertThat(execution.error()).isEqualTo("Step 1 (third) failed: Item 2: sold out");
    assertThat(undone()).containsExactly("1:1:compensate {\"r\":1}", "1:0:compensate {\"r\":0}");
    assertThat(execution.compensationResults())
        .extracting(CompensationResult::index)
        .containsExactly(1, 0);
  }

  @Test
  void a_step_that_failed_and_was_continued_is_not_compensated() {
    flow.run(
        "{'step_number':1,'tool_id':'boom','on_error':'continue','compensate':{'tool_id':'undo'}},"
            + "{'step_number':2,'tool_id':'boom','on_error':{'result':1},'compensate':{'tool_id':'undo'}},"
            + "{'step_number':3,'tool_id':'boom'}");
    assertThat(undone()).isEmpty();
  }

  @Test
  void a_step_that_timed_out_is_compensated_only_with_on_unknown() {
    for (boolean unknown : new boolean[] {false, true}) {
      flow.log.clear();
      Execution execution =
          flow.submit(
              Flow.steps(
                  "{'step_number':1,'tool_id':'slow','timeout_ms':50,'compensate':{'tool_id':'undo','on_unknown':"
                      + unknown
                      + ",'input_mapping':{'was':'{{steps.1.status}}'}}}"));
      assertThat(execution.errorCode()).isEqualTo("timeout");
      assertThat(undone()).hasSize(unknown ? 1 : 0);
    }
  }

  @Test
  void an_ordinary_failure_is_known_and_not_compensated_even_with_on_unknown() {
    flow.run(
        "{'step_number':1,'tool_id':'boom','compensate':{'tool_id':'undo','on_unknown':true}}");
    assertThat(undone()).isEmpty();
  }

  @Test
  void a_failing_compensation_does_not_stop_the_others_and_the_record_says_so() {
    Execution execution =
        flow.run(
            booked(1, "")
                + ",{'step_number':2,'tool_id':'echo','compensate':{'tool_id':'boom'}},"
                + "{'step_number':3,'tool_id':'echo','compensate':{'tool_id':'undo','input_mapping':{'x':'{{steps.1.result.nothing}}'}}},"
                + "{'step_number':4,'tool_id':'boom'}");
    assertThat(execution.error()).isEqualTo("Step 4 (boom) failed: broken");
    assertThat(execution.compensationResults())
        .extracting(result -> result.stepNumber() + " " + result.status().text())
        .containsExactly("3 failed", "2 failed", "1 success");
    assertThat(execution.compensationResults().get(1).error()).isEqualTo("broken");
    assertThat(undone()).containsExactly("1:compensate {\"id\":\"b1\"}");
  }

  @Test
  void compensations_are_retried_by_their_own_policy_with_the_same_key() {
    List<Long> times = new ArrayList<>();
    flow.tool(
        "balky",
        call -> {
          times.add(flow.simulation.nowMs());
          if (call.attempt() < 3) {
            throw new ToolException("busy", "busy", true);
          }
          return ToolResult.of(call.attempt());
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','retry':{'max_attempts':7},'compensate':{'tool_id':'balky',"
                + "'retry':{'max_attempts':3,'initial_delay_ms':100}}},{'step_number':2,'tool_id':'boom'}");
    assertThat(times).containsExactly(0L, 100L, 300L);
    assertThat(execution.compensationResults().get(0).attempts()).isEqualTo(3);
    assertThat(execution.compensationResults().get(0).result().intValue()).isEqualTo(3);
    assertThat(flow.log.stream().filter(line -> line.startsWith("balky")))
        .containsOnly("balky 1:compensate {}");
  }

  @Test
  void what_compensations_give_counts_against_the_records_limit() {
    flow.with(builder -> builder.limits(Limits.builder().recordBytes(29).build()));
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','input_mapping':{'n':1},'compensate':{'tool_id':'undo'}},"
                + "{'step_number':2,'tool_id':'echo','input_mapping':{'n':2},'compensate':{'tool_id':'undo'}},"
                + "{'step_number':3,'tool_id':'boom'}");
    assertThat(execution.compensationResults())
        .extracting(result -> result.stepNumber() + " " + result.status().text())
        .containsExactly("2 success", "1 failed");
    assertThat(execution.compensationResults().get(1).error())
        .isEqualTo("The run's results together exceed 29 bytes.");
  }

  @Test
  void while_compensations_run_the_status_is_running() {
    List<Execution> seen = new ArrayList<>();
    flow.tool(
        "look",
        call -> {
          seen.add(flow.engine().findExecution(call.executionId()).orElseThrow());
          return ToolResult.of(null);
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'look'}},"
                + "{'step_number':2,'tool_id':'boom'}");
    assertThat(seen.get(0).status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(seen.get(0).completedAt()).isNull();
    assertThat(Flow.statuses(seen.get(0))).isEqualTo("1 success, 2 failed");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
  }

  @Test
  void compensations_have_a_time_of_their_own_after_an_expired_deadline() {
    Execution execution =
        flow.submit(
            Flow.workflow(
                "{'name':'w','timeout_ms':200,'steps':["
                    + "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'slow','input_mapping':{'ms':150}}},"
                    + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':9000}}]}"));
    assertThat(execution.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(execution.compensationResults().get(0).status().text()).isEqualTo("success");
    assertThat(execution.executionTimeMs()).isEqualTo(350);
  }

  @Test
  void that_time_is_at_least_ten_seconds() {
    Execution execution =
        flow.submit(
            Flow.workflow(
                "{'name':'w','timeout_ms':1,'steps':["
                    + "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'slow','input_mapping':{'ms':9999}}},"
                    + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':9000}}]}"));
    assertThat(execution.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(execution.compensationResults().get(0).status().text()).isEqualTo("success");
  }

  @Test
  void that_time_is_as_long_as_the_run_had_if_that_was_longer() {
    Execution execution =
        flow.submit(
            Flow.workflow(
                "{'name':'w','timeout_ms':20000,'steps':["
                    + "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'slow','input_mapping':{'ms':19000}}},"
                    + "{'step_number':2,'tool_id':'boom'}]}"));
    assertThat(execution.compensationResults().get(0).status().text()).isEqualTo("success");
  }

  @Test
  void the_timeout_of_a_step_does_not_bound_its_compensation() {
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'echo','timeout_ms':50,'compensate':{'tool_id':'slow','input_mapping':{'ms':500}}},"
                    + "{'step_number':2,'tool_id':'boom'}"));
    assertThat(execution.compensationResults().get(0).status().text()).isEqualTo("success");
    assertThat(execution.executionTimeMs()).isEqualTo(500);
  }

  @Test
  void that_time_is_bounded_too() {
    Execution execution =
        flow.submit(
            Flow.workflow(
                "{'name':'w','timeout_ms':200,'steps':["
                    + "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'undo'}},"
                    + "{'step_number':2,'tool_id':'echo','compensate':{'tool_id':'stubborn','input_mapping':{'ms':50000}}},"
                    + "{'step_number':3,'tool_id':'sleep','input_mapping':{'duration_ms':9000}}]}"));
    assertThat(execution.executionTimeMs()).isEqualTo(200 + 10_000);
    assertThat(execution.compensationResults())
        .extracting(result -> result.stepNumber() + " " + result.status().text())
        .containsExactly("2 failed", "1 failed");
  }

  @Test
  void a_cancelled_run_is_compensated_as_a_failed_one_is() {
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps(
                    booked(1, "")
                        + ",{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':900},"
                        + "'compensate':{'tool_id':'undo','on_unknown':true}}"),
                Map.of());
    flow.simulation.advanceMs(100);
    flow.engine().cancel(pending.id());
    flow.simulation.runUntilIdle();
    Execution execution = flow.found(pending.id());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(undone()).containsExactly("2:compensate {}", "1:compensate {\"id\":\"b1\"}");
  }

  @Test
  void compensations_see_the_inputs_and_the_steps_before() {
    flow.run(
        Flow.steps(
            "{'step_number':1,'id':'a','tool_id':'echo','input_mapping':{'v':1}},"
                + "{'step_number':2,'tool_id':'echo','compensate':{'tool_id':'undo','input_mapping':"
                + "{'a':'{{steps.a.result.v}}','i':'{{inputs.i}}','s':'{{steps.2.status}}'}}},"
                + "{'step_number':3,'tool_id':'boom'}"),
        Map.of("i", 5));
    assertThat(undone()).containsExactly("2:compensate {\"a\":1,\"i\":5,\"s\":\"success\"}");
  }
}
