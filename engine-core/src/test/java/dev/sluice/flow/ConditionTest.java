package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.execution.StepStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private final Flow flow = new Flow();

  private static Map<String, Object> inputs() {
    Map<String, Object> inputs = new HashMap<>();
    inputs.put("null", null);
    inputs.put("false", false);
    inputs.put("true", true);
    inputs.put("blank", "");
    inputs.put("empty", List.of());
    inputs.put("zero", 0);
    inputs.put("object", Map.of());
    inputs.put("text", "false");
    inputs.put("list", List.of(1, "a", Map.of("k", List.of(2))));
    inputs.put("map", Map.of("key", 1));
    inputs.put("one", 1);
    inputs.put("decimal", new java.math.BigDecimal("1.00"));
    inputs.put("big", new java.math.BigInteger("123456789012345678901234567890"));
    return inputs;
  }

  private StepResult decide(String condition) {
    String step = "{'step_number':1,'tool_id':'echo','when':" + condition + "}";
    return flow.run(step, inputs()).stepResults().get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true|success",
        "zero|success",
        "object|success",
        "text|success",
        "list|success",
        "false|skipped",
        "null|skipped",
        "blank|skipped",
        "empty|skipped",
        "nothing|skipped",
        "map.nothing|skipped",
        "list.7|skipped",
        "text.member|skipped"
      })
  void one_tag_is_taken_by_truth_and_a_missing_path_is_false(String path, String status) {
    assertThat(decide("'{{inputs." + path + "}}'").status().text()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'equals':['{{inputs.one}}',1]}|true",
        "{'equals':['{{inputs.one}}','1']}|false",
        "{'equals':['{{inputs.one}}','{{inputs.decimal}}']}|true",
        "{'equals':['{{inputs.null}}',null]}|true",
        "{'equals':['{{inputs.list}}',[1,'a',{'k':[2]}]]}|true",
        "{'equals':[{'a':1,'b':2},{'b':2,'a':1}]}|true",
        "{'not_equals':['{{inputs.one}}',1]}|false",
        "{'not_equals':['{{inputs.one}}',true]}|true",
        "{'less_than':['{{inputs.one}}','{{inputs.big}}']}|true",
        "{'less_than':[10,9]}|false",
        "{'less_than':['10','9']}|true",
        "{'less_than':[1,1.0]}|false",
        "{'less_or_equal':[1,1.0]}|true",
        "{'less_or_equal':[2,1]}|false",
        "{'greater_than':['{{inputs.big}}',1e400]}|false",
        "{'greater_than':['b','a']}|true",
        "{'greater_or_equal':['{{inputs.decimal}}',1]}|true",
        "{'greater_or_equal':['a','b']}|false",
        // By code point, not by UTF-16 unit: U+1F600 comes after U+FF5E.
        "{'greater_than':['\uD83D\uDE00','\uFF5E']}|true",
        "{'in':['a','{{inputs.list}}']}|true",
        "{'in':[1.0,'{{inputs.list}}']}|true",
        "{'in':['b','{{inputs.list}}']}|false",
        "{'in':['als','{{inputs.text}}']}|true",
        "{'in':['key','{{inputs.map}}']}|true",
        "{'contains':['{{inputs.list}}',{'k':[2]}]}|true",
        "{'contains':['{{inputs.text}}','x']}|false",
        "{'exists':'{{inputs.null}}'}|true",
        "{'exists':'{{inputs.nothing}}'}|false",
        "{'exists':'{{inputs.map.key.deeper}}'}|false",
        "{'all':['{{inputs.true}}',{'equals':[1,1]}]}|true",
        "{'all':['{{inputs.true}}','{{inputs.false}}']}|false",
        "{'any':['{{inputs.false}}','{{inputs.true}}']}|true",
        "{'any':['{{inputs.false}}','{{inputs.nothing}}']}|false",
        "{'not':'{{inputs.false}}'}|true",
        "{'not':{'any':['{{inputs.false}}',{'all':[{'not':{'exists':'{{inputs.one}}'}}]}]}}|true",
        "{'equals':['n={{inputs.one}}','n=1']}|true"
      })
  void an_operator_decides_over_typed_operands(String condition, boolean holds) {
    assertThat(decide(condition).status())
        .isEqualTo(holds ? StepStatus.SUCCESS : StepStatus.SKIPPED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'less_than':[1,'2']}",
        "{'less_or_equal':[null,1]}",
        "{'greater_than':[[1],[0]]}",
        "{'greater_or_equal':[true,false]}",
        "{'in':[1,2]}",
        "{'in':[1,'12']}",
        "{'contains':[{'1':1},1]}"
      })
  void operands_that_can_not_be_compared_fail_the_step(String condition) {
    StepResult step = decide(condition);
    assertThat(step.status()).isEqualTo(StepStatus.FAILED);
    assertThat(step.errorCode()).isEqualTo("undecidable_condition");
    assertThat(step.attempts()).isZero();
    assertThat(flow.log).isEmpty();
  }

  @Test
  void an_operand_with_a_missing_value_fails_the_step() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo'},"
                + "{'step_number':2,'tool_id':'echo','when':{'equals':['{{steps.1.result.x}}',1]}}");
    assertThat(execution.stepResults().get(1).errorCode()).isEqualTo("unresolved_template");
  }

  @Test
  void all_and_any_stop_at_the_first_part_that_decides() {
    assertThat(decide("{'any':['{{inputs.true}}',{'less_than':[1,'a']}]}").status())
        .isEqualTo(StepStatus.SUCCESS);
    assertThat(decide("{'all':['{{inputs.false}}',{'less_than':[1,'a']}]}").status())
        .isEqualTo(StepStatus.SKIPPED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'not {{inputs.one}}'",
        "'{{inputs.one}} '",
        "''",
        "'true'",
        "'{{inputs.one}}{{inputs.two}}'",
        "'{{#inputs.one}}x{{/inputs.one}}'",
        "{'exists':'a {{inputs.one}}'}",
        "{'exists':true}",
        "{'exists':['{{inputs.one}}']}",
        "true",
        "[]",
        "{}",
        "{'equals':[1,1],'not':'{{inputs.one}}'}",
        "{'equals':[1]}",
        "{'equals':[1,2,3]}",
        "{'less_than':1}",
        "{'all':[]}",
        "{'any':{}}",
        "{'not':['{{inputs.one}}']}",
        "{'equal':[1,2]}",
        "{'not':{'exist':'{{inputs.one}}'}}",
        "'{{inputs.one'",
        "'{{steps.9.result}}'",
        "'{{steps.1.result}}'",
        "'{{item}}'"
      })
  void what_is_no_condition_is_refused_before_anything_runs(String condition) {
    List<Problem> problems =
        flow.engine()
            .check(Flow.steps("{'step_number':1,'tool_id':'echo','when':" + condition + "}"));
    assertThat(problems).anyMatch(Problem::isError);
    assertThat(problems).allMatch(problem -> problem.pointer().startsWith("/steps/0/when"));
  }

  @Test
  void a_mistyped_operator_is_suggested() {
    List<Problem> problems =
        flow.engine()
            .check(Flow.steps("{'step_number':1,'tool_id':'echo','when':{'equal':[1,1]}}"));
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_FIELD);
              assertThat(problem.pointer()).isEqualTo("/steps/0/when/equal");
              assertThat(problem.suggestion()).isEqualTo("equals");
            });
  }

  @Test
  void a_skipped_step_has_the_result_null_and_the_run_goes_on() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'boom','when':'{{inputs.x}}'},"
                + "{'step_number':2,'tool_id':'echo','input_mapping':"
                + "{'r':'{{steps.1.result}}','s':'{{steps.1.status}}','e':'{{steps.1.error}}'}}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(Flow.statuses(execution)).isEqualTo("1 skipped, 2 success");
    assertThat(execution.result(2)).isEqualTo(Flow.node("{'r':null,'s':'skipped','e':null}"));
    assertThat(execution.stepResults().get(0).attempts()).isZero();
    assertThat(flow.log).hasSize(1);
  }

  @Test
  void below_the_result_of_a_skipped_step_values_are_missing_and_sections_give_defaults() {
    String skipped = "{'step_number':1,'tool_id':'echo','when':'{{inputs.x}}'},";
    Execution missing =
        flow.run(
            skipped
                + "{'step_number':2,'tool_id':'echo','input_mapping':{'r':'{{steps.1.result.v}}'}}");
    assertThat(missing.stepResults().get(1).errorCode()).isEqualTo("unresolved_template");
    Execution defaulted =
        flow.run(
            skipped
                + "{'step_number':2,'tool_id':'echo','input_mapping':{'r':"
                + "'{{#steps.1.result.v}}{{.}}{{/steps.1.result.v}}{{^steps.1.result.v}}none{{/steps.1.result.v}}'}}");
    assertThat(defaulted.result(2)).isEqualTo(Flow.node("{'r':'none'}"));
  }

  @Test
  void a_condition_sees_how_earlier_steps_ended() {
    Execution execution =
        flow.run(
            "{'step_number':1,'id':'try','tool_id':'boom','on_error':'continue'},"
                + "{'step_number':2,'tool_id':'echo','when':{'equals':['{{steps.try.status}}','failed']}},"
                + "{'step_number':3,'tool_id':'echo','when':{'equals':['{{steps.1.error}}','broken']}},"
                + "{'step_number':4,'tool_id':'echo','when':'{{steps.try.result}}'}");
    assertThat(Flow.statuses(execution)).isEqualTo("1 failed, 2 success, 3 success, 4 skipped");
  }

  @Test
  void an_id_is_another_name_of_the_step_number() {
    Execution execution =
        flow.run(
            "{'step_number':1,'id':'fore-cast_1','tool_id':'echo','input_mapping':{'v':[7]}},"
                + "{'step_number':2,'tool_id':'echo','input_mapping':"
                + "{'a':'{{steps.fore-cast_1.result.v.0}}','b':'{{steps.1.result.v.0}}'}}");
    assertThat(execution.result(2)).isEqualTo(Flow.node("{'a':7,'b':7}"));
  }
}
