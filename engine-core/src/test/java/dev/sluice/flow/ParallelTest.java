package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.tool.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  private final Flow flow = new Flow();
  private final Map<Integer, Long> starts = new LinkedHashMap<>();

  ParallelTest() {
    // Parks for a time, so that steps overlap without a thread.
    flow.tool(
        "takes",
        call -> {
          starts.put(call.stepNumber(), flow.simulation.nowMs());
          return ToolResult.after(
              call.arguments(), java.time.Duration.ofMillis(call.arguments().get("ms").asLong()));
        });
  }

  private static String takes(int step, int ms, String more) {
    return "{'step_number':"
        + step
        + ",'tool_id':'takes','input_mapping':{'ms':"
        + ms
        + more
        + "}}";
  }

  @Test
  void a_step_starts_as_soon_as_the_steps_it_references_have_ended() {
    Execution execution =
        flow.run(
            Flow.parallel(
                takes(1, 100, "")
                    + ","
                    + takes(2, 300, ",'a':'{{steps.1.result.ms}}'")
                    + ","
                    + takes(3, 50, ",'a':['x{{steps.1.result.ms}}']")
                    + ","
                    + takes(4, 10, ",'a':'{{steps.2.result.ms}}','b':'{{steps.3.result.ms}}'")
                    + ","
                    + takes(5, 20, ",'a':'{{steps.3.status}}'")),
            Map.of());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(starts).isEqualTo(Map.of(1, 0L, 2, 100L, 3, 100L, 5, 150L, 4, 400L));
    assertThat(execution.executionTimeMs()).isEqualTo(410);
    assertThat(Flow.statuses(execution))
        .as("the record is ordered by step number")
        .isEqualTo("1 success, 2 success, 3 success, 4 success, 5 success");
  }

  @Test
  void after_names_steps_by_number_or_id_that_must_end_first() {
    flow.run(
        Flow.parallel(
            "{'step_number':1,'id':'one','tool_id':'takes','input_mapping':{'ms':70}},"
                + takes(2, 30, "")
                + ",{'step_number':3,'tool_id':'takes','after':['one',2],'input_mapping':{'ms':1}},"
                + "{'step_number':4,'tool_id':'takes','after':['2'],'input_mapping':{'ms':1}}"),
        Map.of());
    assertThat(starts).isEqualTo(Map.of(1, 0L, 2, 0L, 4, 30L, 3, 70L));
  }

  @Test
  void every_kind_of_template_of_a_step_makes_it_wait() {
    String[] users = {
      "'when':'{{steps.1.result}}'",
      "'when':{'not':{'any':[{'exists':'{{steps.1.result.none}}'}]}}",
      "'for_each':['{{steps.1.result.ms}}']",
      "'on_error':{'result':'{{steps.1.result}}'}",
      "'compensate':{'tool_id':'echo','input_mapping':{'a':'{{steps.1.result}}'}}",
      "'tool_name':'x','input_mapping':{'ms':1,'deep':[{'a':'{{#steps.1.result}}y{{/steps.1.result}}'}]}"
    };
    for (String user : users) {
      starts.clear();
      String mapping = user.contains("tool_name") ? "" : ",'input_mapping':{'ms':1}";
      flow.run(
          Flow.parallel(
              takes(1, 60, "") + ",{'step_number':2,'tool_id':'takes'," + user + mapping + "}"),
          Map.of());
      assertThat(starts.get(2) - starts.get(1)).as(user).isEqualTo(60);
    }
  }

  @Test
  void a_step_may_reference_a_later_one() {
    Execution execution =
        flow.run(
            Flow.parallel(
                "{'step_number':1,'tool_id':'echo','input_mapping':{'v':'{{steps.2.result.v}}'}},"
                    + "{'step_number':2,'tool_id':'echo','input_mapping':{'v':3}}"),
            Map.of());
    assertThat(execution.result(1)).isEqualTo(Flow.node("{'v':3}"));
    assertThat(flow.log).containsExactly("echo 2 {\"v\":3}", "echo 1 {\"v\":3}");
  }

  @Test
  void a_skipped_or_continued_step_counts_as_ended() {
    Execution execution =
        flow.run(
            Flow.parallel(
                "{'step_number':1,'tool_id':'echo','when':'{{inputs.no}}'},"
                    + "{'step_number':2,'tool_id':'boom','on_error':'continue'},"
                    + "{'step_number':3,'tool_id':'echo','after':[1,2]}"),
            Map.of());
    assertThat(Flow.statuses(execution)).isEqualTo("1 skipped, 2 failed, 3 success");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void max_concurrency_bounds_how_many_steps_run_at_once(int most) {
    String steps =
        IntStream.rangeClosed(1, 6)
            .mapToObj(i -> takes(i, 100, ""))
            .collect(Collectors.joining(","));
    Execution execution =
        flow.run(
            Flow.workflow(
                "{'name':'w','mode':'parallel','max_concurrency':"
                    + most
                    + ",'steps':["
                    + steps
                    + "]}"),
            Map.of());
    int rounds = (6 + most - 1) / Math.min(most, 6);
    assertThat(execution.executionTimeMs()).isEqualTo((most >= 6 ? 1 : rounds) * 100L);
    Map<Long, Long> together =
        starts.values().stream().collect(Collectors.groupingBy(at -> at, Collectors.counting()));
    assertThat(together.values()).allMatch(count -> count <= most);
  }

  @Test
  void after_a_failure_no_new_step_starts_and_running_ones_end() {
    Execution execution =
        flow.submit(
            Flow.parallel(
                "{'step_number':1,'tool_id':'slow','input_mapping':{'ms':100}},"
                    + "{'step_number':2,'tool_id':'boom','when':{'equals':['{{steps.3.status}}','success']}},"
                    + "{'step_number':3,'tool_id':'sleep','input_mapping':{'duration_ms':50}},"
                    + "{'step_number':4,'tool_id':'echo','after':[1]},"
                    + "{'step_number':5,'tool_id':'echo','after':[2]}"));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).isEqualTo("Step 2 (boom) failed: broken");
    assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 failed, 3 success");
    assertThat(execution.executionTimeMs()).isEqualTo(100);
  }

  @Test
  void the_first_failure_is_the_runs() {
    flow.tool(
        "fail_at",
        call -> {
          flow.simulation.pauseRegardless(call.arguments().get("ms").asLong());
          throw new IllegalStateException("at " + flow.simulation.nowMs());
        });
    Execution execution =
        flow.submit(
            Flow.parallel(
                "{'step_number':1,'tool_id':'fail_at','input_mapping':{'ms':90}},"
                    + "{'step_number':2,'tool_id':'fail_at','input_mapping':{'ms':30}}"));
    assertThat(execution.error()).isEqualTo("Step 2 (fail_at) failed: at 30");
    assertThat(Flow.statuses(execution)).isEqualTo("1 failed, 2 failed");
  }

  @Test
  void a_circle_is_refused_with_its_path() {
    List<Problem> problems =
        flow.engine()
            .check(
                Flow.parallel(
                    "{'step_number':1,'tool_id':'echo'},"
                        + "{'step_number':2,'tool_id':'echo','input_mapping':{'a':'{{steps.4.result}}'}},"
                        + "{'step_number':3,'tool_id':'echo','after':[2,1]},"
                        + "{'step_number':4,'tool_id':'echo','when':'{{steps.3.result}}'}"));
    assertThat(problems)
        .filteredOn(Problem::isError)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.CYCLE);
              assertThat(problem.message()).contains("2 → 4 → 3 → 2");
              assertThat(problem.pointer()).isEqualTo("/steps/1");
            });
  }

  @Test
  void separate_circles_are_all_reported() {
    List<Problem> problems =
        flow.engine()
            .check(
                Flow.parallel(
                    "{'step_number':1,'tool_id':'echo','after':[2]},"
                        + "{'step_number':2,'tool_id':'echo','after':[1]},"
                        + "{'step_number':3,'tool_id':'echo','after':[4]},"
                        + "{'step_number':4,'tool_id':'echo','after':[3]}"));
    assertThat(problems).extracting(Problem::code).containsExactly("CYCLE", "CYCLE");
  }

  @Test
  void after_itself_or_an_unknown_step_is_refused() {
    List<Problem> problems =
        flow.engine()
            .check(
                Flow.parallel(
                    "{'step_number':1,'id':'first','tool_id':'echo','after':[1,9,'frist']}"));
    assertThat(problems)
        .extracting(Problem::pointer)
        .containsExactly("/steps/0/after/0", "/steps/0/after/1", "/steps/0/after/2");
    assertThat(problems.get(2).suggestion()).isEqualTo("first");
  }

  @Test
  void in_a_sequence_later_steps_can_not_be_referenced() {
    List<Problem> problems =
        flow.engine()
            .check(
                Flow.steps(
                    "{'step_number':1,'tool_id':'echo','input_mapping':{'a':'{{steps.2.result}}'},'after':[2]},"
                        + "{'step_number':2,'tool_id':'echo'}"));
    assertThat(problems)
        .filteredOn(Problem::isError)
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder("/steps/0/input_mapping/a", "/steps/0/after/0");
  }

  @Test
  void a_thousand_steps_in_one_chain_run() {
    String steps =
        IntStream.rangeClosed(1, 1000)
            .mapToObj(
                i ->
                    "{'step_number':"
                        + i
                        + ",'tool_id':'echo'"
                        + (i == 1000 ? "" : ",'after':[" + (i + 1) + "]")
                        + "}")
            .collect(Collectors.joining(","));
    Execution execution = flow.run(Flow.parallel(steps), Map.of());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(flow.log.get(0)).startsWith("echo 1000 ");
    assertThat(flow.log.get(999)).startsWith("echo 1 ");
  }

  @Test
  void the_output_is_a_mapping_over_all_steps() {
    Execution execution =
        flow.run(
            Flow.workflow(
                "{'name':'w','steps':[{'step_number':1,'tool_id':'echo','input_mapping':{'v':1.10}},"
                    + "{'step_number':2,'tool_id':'echo','when':'{{inputs.no}}'}],"
                    + "'output':{'v':'{{steps.1.result.v}}','t':['v is {{steps.1.result.v}}'],'s':'{{steps.2.status}}','i':'{{inputs.i}}'}}"),
            Map.of("i", List.of(1)));
    assertThat(execution.toJson())
        .contains(Flow.json("'output':{'v':1.10,'t':['v is 1.10'],'s':'skipped','i':[1]}"));
  }

  @Test
  void an_output_that_can_not_be_resolved_fails_the_run_and_compensates() {
    Execution execution =
        flow.run(
            Flow.workflow(
                "{'name':'w','steps':[{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'echo'}}],"
                    + "'output':'{{steps.1.result.nothing}}'}"),
            Map.of());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("unresolved_template");
    assertThat(execution.error()).startsWith("The output failed: MISSING_VALUE at /output");
    assertThat(execution.output()).isNull();
    assertThat(execution.compensationResults()).hasSize(1);
  }

  @Test
  void a_run_that_failed_has_no_output() {
    Execution execution =
        flow.run(
            Flow.workflow(
                "{'name':'w','steps':[{'step_number':1,'tool_id':'boom'}],'output':'constant'}"),
            Map.of());
    assertThat(execution.toJson()).doesNotContain("output");
  }
}
