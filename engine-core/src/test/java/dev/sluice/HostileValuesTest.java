package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.error.TemplateException;
import dev.sluice.execution.Execution;
import dev.sluice.internal.json.Json;
import dev.sluice.limit.Limits;
import dev.sluice.template.TemplateResolver;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and documents that are small to write and large to handle. */
@Timeout(60)
class HostileValuesTest {
  /** One that makes another each time. */
  public static final class Endless {
    public Endless getNext() {
      return new Endless();
    }
  }

  /** A list that never ends, as a part of a bean. */
  public static final class Wide {
    public Iterable<Object> getItems() {
      return () ->
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return true;
            }

            @Override
            public Object next() {
              return Map.of("text", "abc", "number", BigDecimal.TEN);
            }
          };
    }
  }

  /** Each holds the next one twice: 2^60 of them, written out. */
  public static final class Doubling {
    private final int level;

    Doubling(int level) {
      this.level = level;
    }

    public List<Doubling> getBoth() {
      Doubling next = new Doubling(level - 1);
      return level == 0 ? List.of() : List.of(next, next);
    }
  }

  private static final Workflow PASS =
      Workflow.builder("x").step(Step.of("t").input("a", "{{inputs.a}}")).build();

  private WorkflowEngine engine = WorkflowEngine.builder().build();

  private Execution resultOf(Object value) {
    engine.close();
    engine =
        WorkflowEngine.builder()
            .tools(Tools.builder().tool("t", Map.class, arguments -> value).build())
            .build();
    return engine.execute(PASS, Map.of("a", 1));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  // ---- graphs of Java objects ----

  @Test
  void objects_without_an_end_are_results_past_a_limit() {
    assertThat(resultOf(new Wide()).errorCode()).isEqualTo("result_too_large");
    assertThat(resultOf(Map.of("inside", List.of(new Wide()))).errorCode())
        .isEqualTo("result_too_large");
    assertThat(resultOf(new Doubling(60)).errorCode()).isIn("result_too_large", "invalid_result");
    assertThat(resultOf(new Endless()).errorCode()).isEqualTo("invalid_result");
    assertThat(resultOf(Stream.generate(Wide::new).iterator()).errorCode())
        .isEqualTo("result_too_large");
    assertThat(resultOf("the engine is still usable").errorCode()).isNull();
  }

  @Test
  void objects_without_an_end_are_inputs_past_a_limit() {
    resultOf(1);
    for (Object bad : List.of(new Wide(), new Doubling(60), new Endless())) {
      InputsRefusedException e =
          catchThrowableOfType(
              InputsRefusedException.class, () -> engine.execute(PASS, Map.of("a", bad)));
      assertThat(e.problems()).hasSize(1);
    }
  }

  // ---- numbers of many digits ----

  private static final String MOST = "7".repeat(10_000);

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "0.", "-0.", "1e999999"})
  void numbers_of_ten_thousand_digits_come_out_as_they_went_in(String before) {
    String number =
        before.startsWith("1e") ? MOST + "." + before.replace("1e", "0e") : before + MOST;
    number = before.startsWith("1e") ? MOST.substring(1) + ".0E+999999" : number;
    engine.close();
    engine =
        WorkflowEngine.builder()
            .tools(Tools.builder().tool("t", call -> ToolResult.of(call.arguments())).build())
            .build();
    Execution execution = engine.execute(PASS, Inputs.fromJson("{\"a\":" + number + "}"));
    JsonNode result = execution.orThrow().result(1).get("a");
    assertThat(result.decimalValue()).isEqualTo(new BigDecimal(number));
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "0.", "1.", "-0.00", "1e"})
  void numbers_of_more_digits_are_refused_by_a_limit_of_their_own(String before) {
    String number = before.equals("1e") ? MOST + "7e5" : before + MOST + "7";
    for (String text :
        List.of(number, before.equals("1e") ? number : before + "7".repeat(1_000_000))) {
      InputsRefusedException e =
          catchThrowableOfType(
              InputsRefusedException.class,
              () -> engine.execute(PASS, Inputs.fromJson("{\"b\":[0," + text + "]}")));
      Problem problem = e.problems().get(0);
      assertThat(problem.code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
      assertThat(problem.pointer()).isEqualTo("/b/1");
      assertThat(problem.message()).isEqualTo("The number has more than 10000 digits.");
    }
  }

  @Test
  void leading_zeros_of_a_fraction_are_no_digits() {
    Inputs inputs = Inputs.fromJson("{\"a\":0." + "0".repeat(20_000) + "1}");
    assertThat(inputs.toString()).hasSizeLessThan(100);
  }

  @Test
  void java_numbers_of_more_digits_are_refused_in_inputs_and_results() {
    BigInteger most = BigInteger.TEN.pow(10_000).subtract(BigInteger.ONE);
    for (Object fits :
        List.of(
            most,
            most.negate(),
            new BigDecimal(most, 5),
            new BigDecimal(BigInteger.ONE, -999_999))) {
      assertThat(resultOf(fits).errorCode()).isNull();
    }
    BigInteger over = BigInteger.TEN.pow(10_000);
    for (Object bad :
        List.of(
            over,
            over.negate(),
            new BigDecimal(over, 5),
            Json.NODES.numberNode(over),
            Json.NODES.numberNode(new BigDecimal(over.negate(), -5)))) {
      Execution execution = resultOf(bad);
      assertThat(execution.errorCode()).isEqualTo("result_too_large");
      assertThat(execution.stepResults().get(0).error())
          .isEqualTo("The result has a number of more than 10000 digits.");
      InputsRefusedException e =
          catchThrowableOfType(
              InputsRefusedException.class, () -> engine.execute(PASS, Map.of("a", List.of(bad))));
      assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
      assertThat(e.problems().get(0).pointer()).isEqualTo("/a/0");
    }
  }

  // ---- places ----

  private static final String LONG_KEY = "k".repeat(1_000_000);

  @Test
  void a_long_key_over_many_values_is_quickly_read_and_quickly_refused() {
    String values = "[" + "1,".repeat(200_000) + "1]";
    Inputs inputs = Inputs.fromJson("{\"" + LONG_KEY + "\":" + values + "}");
    engine.close();
    engine =
        WorkflowEngine.builder()
            .limits(Limits.builder().inputsBytes(10_000_000).build())
            .tools(Tools.builder().tool("t", call -> ToolResult.of(1)).build())
            .build();
    Workflow declared =
        Workflow.builder("x")
            .step(Step.of("t"))
            .inputSchema(
                (ObjectNode) tree("{\"additionalProperties\":{\"items\":{\"type\":\"integer\"}}}"))
            .build();
    engine.execute(declared, inputs).orThrow();
    String document =
        "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"t\",\"input_mapping\":{\""
            + LONG_KEY
            + "\":["
            + "\"{{x\",".repeat(20_000)
            + "1]}}]}";
    DefinitionRefusedException e =
        catchThrowableOfType(DefinitionRefusedException.class, () -> Workflow.fromJson(document));
    assertThat(e.problems()).hasSize(1);
    assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    assertThat(e.problems().get(0).message())
        .isEqualTo("The document's keys are too long for the number of values below them.");
    JsonNode mapping = Json.NODES.objectNode().set(LONG_KEY, tree(values));
    assertThat(
            catchThrowableOfType(
                    TemplateException.class, () -> TemplateResolver.create().compile(mapping))
                .problems())
        .extracting(Problem::code)
        .containsExactly(ProblemCode.LIMIT_EXCEEDED);
  }

  @Test
  void a_long_key_over_few_values_is_admitted() {
    String document =
        "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"t\",\"input_mapping\":{\""
            + LONG_KEY
            + "\":[1,2,3]}}]}";
    assertThat(Workflow.fromJson(document).steps().get(0).inputMapping().get(LONG_KEY)).hasSize(3);
  }

  private static JsonNode tree(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- messages ----

  @Test
  void a_message_shows_a_hundred_problems_and_the_list_holds_them_all() {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      fields.append(",\"field").append(i).append("\":1");
    }
    DefinitionRefusedException e =
        catchThrowableOfType(
            DefinitionRefusedException.class,
            () ->
                Workflow.fromJson(
                    "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"t\"}]"
                        + fields
                        + "}"));
    assertThat(e.problems()).hasSize(250);
    assertThat(e.getMessage()).startsWith("The workflow definition is refused: 250 problems\n1) ");
    assertThat(e.getMessage().lines()).hasSize(102);
    assertThat(e.getMessage()).contains("\n100) error ").endsWith("\nand 150 more");
    assertThat(new DefinitionRefusedException(e.problems().subList(0, 100)).getMessage())
        .doesNotContain("more");
  }

  @Test
  void a_problem_as_text_is_one_line_whatever_its_names_are() {
    String nasty = "x\u202e\n\u001b[31m/\u2028" + "y".repeat(10_000);
    Problem problem =
        Problem.error(ProblemCode.UNKNOWN_FIELD, "/" + nasty, "No.").suggestion(nasty).build();
    assertThat(problem.pointer()).hasSize(1 + nasty.length());
    assertThat(problem.toString()).matches("[ -~\uFFFD]{10,1200}");
  }
}
