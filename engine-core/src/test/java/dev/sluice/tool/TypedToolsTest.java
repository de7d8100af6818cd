package dev.sluice.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedToolsTest {
  record Address(String city, int zip) {}

  record Order(BigDecimal amount, List<Address> to, @Nullable Boolean express) {
    Order {
      if (amount != null && amount.signum() < 0) {
        throw new IllegalArgumentException("amount is " + amount);
      }
    }
  }

  record Receipt(BigDecimal amount, float rate, @Nullable String note) {}

  private static final Workflow WORKFLOW =
      Workflow.builder("w").step(Step.of("t").input("order", "{{inputs.order}}")).build();

  private static Workflow flat() {
    return Workflow.builder("w")
        .step(
            Step.of("t")
                .input("amount", "{{inputs.amount}}")
                .input("to", "{{inputs.to}}")
                .input("express", "{{inputs.express}}"))
        .build();
  }

  private static Execution run(Tools tools, String inputs) {
    return WorkflowEngine.builder()
        .tools(tools)
        .build()
        .execute(flat(), dev.sluice.Inputs.fromJson(inputs));
  }

  private static final Tools TYPED =
      Tools.builder()
          .tool("t", Order.class, order -> new Receipt(order.amount(), 1.1f, null))
          .build();

  @Test
  void a_typed_tool_gets_and_gives_java_objects_with_exact_numbers() {
    Execution execution =
        run(TYPED, "{\"amount\":1.10,\"to\":[{\"city\":\"x\",\"zip\":1}],\"express\":null}");
    assertThat(JsonText.compact(execution.orThrow().result(1)))
        .isEqualTo("{\"amount\":1.10,\"rate\":1.1,\"note\":null}");
    assertThat(execution.resultAs(1, Receipt.class))
        .isEqualTo(new Receipt(new BigDecimal("1.10"), 1.1f, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"hunter2\"`|`[]`|`true`|at amount, where BigDecimal is wanted",
        "`1`|`[{\"city\":\"x\",\"zip\":\"hunter2\"}]`|`true`|at to.0.zip, where int is wanted",
        "`1`|`{\"hunter2\":1}`|`true`|at to, where a list is wanted",
        "`1`|`[]`|`\"hunter2\"`|at express, where Boolean is wanted",
        "`1`|`[{\"city\":\"hunter2\",\"zip\":99999999999}]`|`true`|at to.0.zip, where int is wanted",
        "`1`|`[{\"town\":\"hunter2\"}]`|`true`|there is no field \"town\"",
        "`-42424242`|`[]`|`true`|they can't be converted",
      })
  void arguments_that_do_not_fit_fail_the_step_without_showing_a_value(
      String amount, String to, String express, String where) {
    Execution execution =
        run(TYPED, "{\"amount\":" + amount + ",\"to\":" + to + ",\"express\":" + express + "}");
    assertThat(execution.errorCode()).isEqualTo("invalid_arguments");
    assertThat(execution.stepResults().get(0).error())
        .isEqualTo("The arguments don't fit Order: " + where)
        .doesNotContain("hunter2")
        .doesNotContain("42424242");
  }

  @Test
  void a_tool_that_converts_its_arguments_itself_fails_in_the_same_way() {
    Tools tools =
        Tools.builder()
            .tool("t", call -> ToolResult.of(call.argumentsAs(Order.class).amount()))
            .build();
    Execution execution = run(tools, "{\"amount\":\"hunter2\",\"to\":[],\"express\":true}");
    assertThat(execution.errorCode()).isEqualTo("invalid_arguments");
    assertThat(execution.error())
        .isEqualTo(
            "Step 1 (t) failed: The arguments don't fit Order: at amount, where BigDecimal is wanted");
    assertThat(run(tools, "{\"amount\":2.50,\"to\":[],\"express\":true}").orThrow().result(1))
        .hasToString("2.50");
  }

  record Count(int n) {}

  @Test
  void a_fraction_is_not_cut_off_where_a_whole_number_is_wanted() {
    ToolCall.Builder call = ToolCall.builder("t");
    assertThat(
            call.arguments(Json.NODES.objectNode().put("n", 2))
                .build()
                .argumentsAs(Count.class)
                .n())
        .isEqualTo(2);
    for (String whole : List.of("5.0", "1E+2", "-0.00", "7")) {
      ToolCall exact =
          call.arguments(Json.NODES.objectNode().put("n", new BigDecimal(whole))).build();
      assertThat(exact.argumentsAs(Count.class).n()).isEqualTo(new BigDecimal(whole).intValue());
    }
    ToolCall large =
        call.arguments(Json.NODES.objectNode().put("n", new BigDecimal("1E+999999999"))).build();
    assertThatThrownBy(() -> large.argumentsAs(Count.class))
        .hasMessage("The arguments don't fit Count: at n, where int is wanted");
    ToolCall half = call.arguments(Json.NODES.objectNode().put("n", new BigDecimal("1.5"))).build();
    assertThatThrownBy(() -> half.argumentsAs(Count.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The arguments don't fit Count: at n, where int is wanted");
  }

  @Test
  void a_typed_tools_null_is_json_null() {
    Tools tools = Tools.builder().tool("t", Map.class, map -> null).build();
    Execution execution = run(tools, "{\"amount\":1,\"to\":[],\"express\":true}");
    assertThat(execution.orThrow().result(1).isNull()).isTrue();
    assertThat(execution.resultAs(1, Receipt.class)).isNull();
  }

  @Test
  void a_typed_tool_may_give_a_tool_result() {
    Tools tools = Tools.builder().tool("t", Map.class, map -> ToolResult.of("x")).build();
    assertThat(
            run(tools, "{\"amount\":1,\"to\":[],\"express\":true}").orThrow().result(1).textValue())
        .isEqualTo("x");
  }

  record Camel(int firstPart) {}

  @Test
  void the_hosts_own_mapper_serves_typed_tools() {
    Tools tools = Tools.builder().tool("t", Camel.class, c -> new Camel(c.firstPart() + 1)).build();
    Workflow workflow =
        Workflow.builder("w").step(Step.of("t").input("first_part", "{{inputs.n}}")).build();
    Execution execution =
        WorkflowEngine.builder()
            .tools(tools)
            .objectMapper(
                new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE))
            .build()
            .execute(workflow, Map.of("n", 1));
    assertThat(execution.orThrow().result(1)).hasToString("{\"first_part\":2}");
  }

  @Test
  void a_record_gives_java_objects_by_the_mapper_of_its_engine() {
    Tools tools = Tools.builder().tool("t", Map.class, map -> new Camel(7)).build();
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(tools)
            .objectMapper(
                new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE))
            .build();
    Execution execution = engine.execute(Workflow.builder("w").step(Step.of("t")).build());
    assertThat(execution.resultAs(1, Camel.class)).isEqualTo(new Camel(7));
    Execution found = engine.findExecution(execution.id()).orElseThrow();
    assertThat(found.resultAs(1, Camel.class)).isEqualTo(new Camel(7));
    Execution read = Execution.fromJson(execution.toJson());
    assertThat(read).isEqualTo(execution);
    assertThatThrownBy(() -> read.resultAs(1, Camel.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  record Loose(JsonNode node, Object any, Map<String, Object> map) {}

  @Test
  void a_mapper_that_nobody_configured_loses_no_digit() {
    String numbers = "[1.10,1E+400,0.00,3.0,12345678901234567890,1E+5]";
    String loose =
        "{\"node\":" + numbers + ",\"any\":" + numbers + ",\"map\":{\"k\":" + numbers + "}}";
    ObjectNode arguments = dev.sluice.Inputs.fromJson(loose).toNode();
    for (Class<?> type : List.of(Loose.class, JsonNode.class, ObjectNode.class, Map.class)) {
      Tools tools = Tools.builder().tool("t", type, value -> value).build();
      WorkflowEngine engine =
          WorkflowEngine.builder().tools(tools).objectMapper(new ObjectMapper()).build();
      Step step = Step.of("t");
      for (String name : List.of("node", "any", "map")) {
        step = step.input(name, "{{inputs." + name + "}}");
      }
      Execution execution = engine.execute(Workflow.builder("w").step(step).build(), arguments);
      assertThat(JsonText.compact(execution.orThrow().result(1))).isEqualTo(loose);
      assertThat(execution.resultAs(1, JsonNode.class)).hasToString(loose);
    }
  }

  // ---- calls for unit tests of tools ----

  @Test
  void plugin_authors_can_build_a_call() throws Exception {
    ObjectNode arguments = Json.NODES.objectNode();
    arguments.put("amount", new BigDecimal("1.10")).putArray("to");
    ToolCall call =
        ToolCall.builder("t")
            .toolName("Tool")
            .arguments(arguments)
            .executionId("e1")
            .stepNumber(3)
            .caller("anna")
            .attempt(2)
            .deadline(Instant.now().plusSeconds(60))
            .cancelled()
            .build();
    assertThat(call.argumentsAs(Order.class).amount()).isEqualTo(new BigDecimal("1.10"));
    assertThat(call.toolName()).isEqualTo("Tool");
    assertThat(call.idempotencyKey()).isEqualTo("e1:3");
    assertThat(call.caller()).isEqualTo("anna");
    assertThat(call.attempt()).isEqualTo(2);
    assertThat(call.isCancelled()).isTrue();
    assertThat(call.remaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
    assertThat(call.completionToken()).isNotBlank();
    assertThat(TYPED.invoke(call).value())
        .isEqualTo(new Receipt(new BigDecimal("1.10"), 1.1f, null));
  }

  @Test
  void a_plain_call_has_plain_defaults() {
    ToolCall call = ToolCall.builder("t").build();
    assertThat(call.toolName()).isEqualTo("t");
    assertThat(call.arguments()).isEmpty();
    assertThat(call.attempt()).isEqualTo(1);
    assertThat(call.stepNumber()).isEqualTo(1);
    assertThat(call.deadline()).isNull();
    assertThat(call.remaining()).isNull();
    assertThat(call.isCancelled()).isFalse();
  }

  @Test
  void a_built_call_does_not_change_when_its_builder_goes_on() {
    ToolCall.Builder builder = ToolCall.builder("t").attempt(1);
    ToolCall first = builder.build();
    ToolCall second = builder.attempt(2).build();
    assertThat(first.attempt()).isEqualTo(1);
    assertThat(second.attempt()).isEqualTo(2);
  }

  @Test
  void a_built_call_refuses_arguments_that_do_not_fit_in_the_engines_way() {
    ToolCall call =
        ToolCall.builder("t").arguments(Json.NODES.objectNode().put("amount", "hunter2")).build();
    assertThatThrownBy(() -> call.argumentsAs(Order.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The arguments don't fit Order: at amount, where BigDecimal is wanted");
    assertThatThrownBy(() -> TYPED.invoke(call))
        .isInstanceOf(ToolException.class)
        .hasMessage("The arguments don't fit Order: at amount, where BigDecimal is wanted");
  }
}
