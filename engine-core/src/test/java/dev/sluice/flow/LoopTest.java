package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.error.Problem;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.ItemResult;
import dev.sluice.execution.StepResult;
import dev.sluice.limit.Limits;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTest {
  private final Flow flow = new Flow();

  private static StepResult first(Execution execution) {
    return execution.stepResults().get(0);
  }

  @Test
  void results_are_in_item_order_whatever_the_order_of_completion() {
    Flow delayed = new Flow(new Simulation(3, 400));
    Execution execution =
        delayed.run(
            "{'step_number':1,'tool_id':'echo','for_each':'{{inputs.xs}}','max_concurrency':5,"
                + "'input_mapping':{'v':'{{item}}','i':'{{index}}'}}",
            Map.of("xs", List.of("a", 1, List.of(), Map.of("k", true), "e")));
    assertThat(execution.result(1))
        .isEqualTo(
            Flow.node(
                "[{'v':'a','i':0},{'v':1,'i':1},{'v':[],'i':2},{'v':{'k':true},'i':3},{'v':'e','i':4}]"));
    assertThat(Flow.items(first(execution)))
        .isEqualTo("0 success 1, 1 success 1, 2 success 1, 3 success 1, 4 success 1");
    assertThat(delayed.log.stream().map(line -> line.substring(7, 8)))
        .as("the items really ran in another order")
        .isNotEqualTo(List.of("0", "1", "2", "3", "4"))
        .hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20})
  void exactly_as_many_items_as_max_concurrency_run_at_once(int most) {
    Set<Integer> running = new HashSet<>();
    int[] peak = {0};
    flow.tool(
        "busy",
        call -> {
          running.add(call.arguments().get("i").asInt());
          peak[0] = Math.max(peak[0], running.size());
          flow.simulation.pause(call, 500);
          running.remove(call.arguments().get("i").asInt());
          return ToolResult.of(null);
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'busy','for_each':'{{inputs.xs}}','max_concurrency':"
                + most
                + ",'input_mapping':{'i':'{{index}}'}}",
            Map.of("xs", IntStream.range(0, 12).boxed().toList()));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(peak[0]).isEqualTo(Math.min(most, 12));
  }

  @Test
  void without_max_concurrency_items_run_one_after_the_other() {
    flow.run(
        "{'step_number':1,'tool_id':'slow','for_each':[30,20,10],'input_mapping':{'ms':'{{item}}'}}");
    assertThat(flow.log)
        .containsExactly("slow 1:0 {\"ms\":30}", "slow 1:1 {\"ms\":20}", "slow 1:2 {\"ms\":10}");
    assertThat(flow.simulation.nowMs()).isEqualTo(60);
  }

  @Test
  void an_empty_array_gives_an_empty_array_without_any_call() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'boom','for_each':'{{inputs.xs}}'},"
                + "{'step_number':2,'tool_id':'echo','input_mapping':{'v':'{{steps.1.result}}'}}",
            Map.of("xs", List.of()));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.result(2)).isEqualTo(Flow.node("{'v':[]}"));
    assertThat(first(execution).items()).isEmpty();
    assertThat(execution.toJson()).contains("\"items\":[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"'{{inputs.text}}'|string", "'{{inputs.map}}'|object", "'{{inputs.number}}'|number"})
  void items_that_are_no_array_fail_the_step(String template, String type) {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','for_each':" + template + "}",
            Map.of("text", "abc", "map", Map.of(), "number", 3));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(first(execution).errorCode()).isEqualTo("not_an_array");
    assertThat(first(execution).error()).contains(type);
    assertThat(flow.log).isEmpty();
  }

  @Test
  void items_that_are_missing_fail_the_step() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','input_mapping':{'a':1}},"
                + "{'step_number':2,'tool_id':'echo','for_each':'{{steps.1.result.xs}}'}");
    assertThat(execution.stepResults().get(1).errorCode()).isEqualTo("unresolved_template");
  }

  @Test
  void too_many_items_fail_the_step_before_any_call() {
    flow.with(builder -> builder.limits(Limits.builder().loopItems(3).build()));
    String step = "{'step_number':1,'tool_id':'echo','for_each':'{{inputs.xs}}'}";
    assertThat(flow.run(step, Map.of("xs", List.of(1, 2, 3))).status())
        .isEqualTo(ExecutionStatus.SUCCESS);
    flow.log.clear();
    Execution execution = flow.run(step, Map.of("xs", List.of(1, 2, 3, 4)));
    assertThat(execution.errorCode()).isEqualTo("too_many_items");
    assertThat(flow.log).isEmpty();
  }

  @Test
  void item_and_index_exist_in_the_loops_own_templates_only() {
    assertThat(
            flow.engine()
                .check(
                    Flow.steps(
                        "{'step_number':1,'tool_id':'echo','for_each':'{{item}}'},"
                            + "{'step_number':2,'tool_id':'echo','for_each':[1],'when':'{{index}}'},"
                            + "{'step_number':3,'tool_id':'echo','input_mapping':{'a':'{{item.x}}'}}")))
        .filteredOn(Problem::isError)
        .extracting(Problem::pointer)
        .containsExactly("/steps/0/for_each", "/steps/1/when", "/steps/2/input_mapping/a");
  }

  @Test
  void the_condition_is_decided_once_before_the_items_are_resolved() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'boom','for_each':'{{inputs.text}}','when':'{{inputs.x}}'}",
            Map.of("text", "no array"));
    assertThat(Flow.statuses(execution)).isEqualTo("1 skipped");
    assertThat(first(execution).items()).isNull();
  }

  @Test
  void each_item_has_its_own_key_and_its_own_attempts() {
    flow.tool(
        "flaky",
        call -> {
          if (call.attempt() <= call.arguments().get("fails").asInt()) {
            throw new IllegalStateException("busy");
          }
          return ToolResult.of(call.attempt());
        });
    Execution execution =
        flow.run(
            "{'step_number':7,'tool_id':'flaky','for_each':[0,2,1],'max_concurrency':3,"
                + "'input_mapping':{'fails':'{{item}}'},'retry':{'max_attempts':3,'initial_delay_ms':10}}");
    assertThat(execution.result(7)).isEqualTo(Flow.node("[1,3,2]"));
    assertThat(Flow.items(first(execution))).isEqualTo("0 success 1, 1 success 3, 2 success 2");
    assertThat(flow.log)
        .containsExactlyInAnyOrder(
            "flaky 7:0 {\"fails\":0}",
            "flaky 7:1 {\"fails\":2}",
            "flaky 7:1 {\"fails\":2}",
            "flaky 7:1 {\"fails\":2}",
            "flaky 7:2 {\"fails\":1}",
            "flaky 7:2 {\"fails\":1}");
  }

  @Test
  void each_item_has_its_own_timeout_and_its_own_fallback() {
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'slow','for_each':[50,500,80],'timeout_ms':100,"
                    + "'input_mapping':{'ms':'{{item}}'},"
                    + "'on_error':{'result':{'late':'{{index}}','why':'{{steps.1.error}}'}}}"));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.result(1))
        .isEqualTo(
            Flow.node("[{'ms':50},{'late':1,'why':'There was no outcome in time.'},{'ms':80}]"));
    assertThat(Flow.items(first(execution))).isEqualTo("0 success 1, 1 success 1, 2 success 1");
    assertThat(first(execution).items().get(1).error()).isEqualTo("There was no outcome in time.");
  }

  @Test
  void with_continue_a_failed_item_has_the_result_null_and_the_others_run() {
    flow.tool(
        "odd",
        call -> {
          int v = call.arguments().get("v").asInt();
          if (v % 2 == 0) {
            throw new ToolException("even", "even number", false);
          }
          return ToolResult.of(v);
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'odd','for_each':[1,2,3,4],'on_error':'continue',"
                + "'input_mapping':{'v':'{{item}}'}}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.result(1)).isEqualTo(Flow.node("[1,null,3,null]"));
    assertThat(Flow.items(first(execution)))
        .isEqualTo("0 success 1, 1 failed 1, 2 success 1, 3 failed 1");
    assertThat(first(execution).items().get(3).error()).isEqualTo("even number");
  }

  @Test
  void after_an_item_has_failed_the_step_no_new_item_starts_and_running_ones_end() {
    flow.tool(
        "third",
        call -> {
          flow.simulation.pause(call, call.arguments().get("i").asInt() == 2 ? 10 : 50);
          if (call.arguments().get("i").asInt() == 2) {
            throw new IllegalStateException("no luck");
          }
          return ToolResult.of("ok");
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'third','for_each':[1,2,3,4,5,6],'max_concurrency':3,"
                + "'input_mapping':{'i':'{{index}}'}}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).isEqualTo("Step 1 (third) failed: Item 2: no luck");
    assertThat(Flow.items(first(execution))).isEqualTo("0 success 1, 1 success 1, 2 failed 1");
    assertThat(flow.log).hasSize(3);
  }

  @Test
  void after_an_item_has_failed_the_step_what_waits_in_the_loop_is_given_up() {
    flow.tool(
        "mixed",
        call -> {
          int i = call.arguments().get("i").asInt();
          if (i == 0) {
            return ToolResult.pending();
          } else if (i == 1) {
            throw new ToolException("busy", "busy", true);
          } else if (i == 2) {
            throw new ToolException("lost", "no luck", false);
          }
          flow.simulation.pause(call, 50);
          throw new ToolException("busy", "busy too", true);
        });
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'mixed','for_each':[1,2,3,4],'max_concurrency':4,"
                    + "'retry':{'max_attempts':9,'initial_delay_ms':20},"
                    + "'input_mapping':{'i':'{{index}}'}}"));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).isEqualTo("Step 1 (mixed) failed: Item 2: no luck");
    assertThat(Flow.items(first(execution)))
        .isEqualTo("0 failed 1, 1 failed 1, 2 failed 1, 3 failed 1");
    assertThat(first(execution).items())
        .extracting(ItemResult::error)
        .containsExactly(
            "The loop had failed while this was waiting.", "busy", "no luck", "busy too");
    assertThat(execution.executionTimeMs()).as("running ones end").isEqualTo(50);
    assertThat(flow.log).hasSize(4);
  }

  @Test
  void in_parallel_mode_no_new_step_starts_once_an_item_has_failed_its_step() {
    flow.tool(
        "one",
        call -> {
          if (call.arguments().get("i").asInt() == 1) {
            throw new IllegalStateException("no luck");
          }
          flow.simulation.pause(call, 100);
          return ToolResult.of("ok");
        });
    String loop =
        "{'step_number':1,'tool_id':'one','for_each':[1,2],'max_concurrency':2,"
            + "'input_mapping':{'i':'{{index}}'}MORE},"
            + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':30}},"
            + "{'step_number':3,'tool_id':'echo','after':[2]}";
    Execution execution = flow.submit(Flow.parallel(loop.replace("MORE", "")));
    assertThat(Flow.statuses(execution)).isEqualTo("1 failed, 2 success");
    assertThat(execution.executionTimeMs()).isEqualTo(100);
    assertThat(flow.log).noneMatch(line -> line.startsWith("echo"));
    for (String onError : List.of("'continue'", "{'result':7}")) {
      flow.log.clear();
      execution = flow.submit(Flow.parallel(loop.replace("MORE", ",'on_error':" + onError)));
      assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 success, 3 success");
    }
  }

  @Test
  void what_a_tool_does_to_its_arguments_changes_neither_items_nor_inputs() {
    flow.tool(
        "mutate",
        call -> {
          call.arguments().withArray("all").add(99);
          return ToolResult.of(call.arguments().get("all").size());
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'mutate','for_each':'{{inputs.xs}}',"
                + "'input_mapping':{'all':'{{inputs.xs}}'}}",
            Map.of("xs", List.of(1, 2)));
    assertThat(execution.result(1)).isEqualTo(Flow.node("[3,3]"));
    assertThat(execution.inputs()).isEqualTo(Flow.node("{'xs':[1,2]}"));
  }

  @Test
  void the_loops_aggregate_result_is_bounded() {
    flow.with(builder -> builder.limits(Limits.builder().loopBytes(20).build()));
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','for_each':[1,2,3,4],'input_mapping':{'v':'{{item}}'}}");
    assertThat(execution.errorCode()).isEqualTo("result_too_large");
    assertThat(execution.error()).contains("Item 2");
  }

  @Test
  void items_wait_each_for_their_own_time() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'sleep','for_each':[300,100,200],'max_concurrency':3,"
                + "'input_mapping':{'duration_ms':'{{item}}'}}");
    assertThat(execution.executionTimeMs()).isEqualTo(300);
    assertThat(execution.result(1)).isEqualTo(Flow.node("[{},{},{}]"));
  }
}
