package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.execution.Execution;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values go through inputs, template, tool, result, record and back without a byte changed. */
class ExactValuesTest {
  private final RecordingTools tools = new RecordingTools().echo("echo");
  private final WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
  private final Workflow workflow =
      Workflow.builder("exact")
          .step(Step.of("echo").input("v", "{{inputs.v}}").input("t", "{{inputs.v}}!"))
          .step(Step.of("echo").input("v", "{{steps.1.result.v}}"))
          .build();

  static List<String> values() {
    List<String> values =
        new ArrayList<>(
            List.of(
                "1.10",
                "1E+400",
                "-1E-400",
                "0.0",
                "100",
                "1E+2",
                "2147483647",
                "2147483648",
                "-2147483649",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "12345678901234567890",
                "3.14159265358979323846264338327950288419716939937510",
                "1." + "0".repeat(2_000),
                "9".repeat(5_000),
                "true",
                "null",
                "\"\"",
                "\"\\u0000\"",
                "\"\\uD800\"",
                "\"\\uDC00\\uD800\"",
                "\"\uD83D\uDE00 e\u0301 \u2028\u2029 \\u001F\\\"\\\\\"",
                "\"{{inputs.v}} {{! no template }} {{{\"",
                "[]",
                "{}",
                "{\"b\":1,\"a\":2,\"\":3,\"__proto__\":5,\"a.b\":[[],{}]}"));
    values.add("[".repeat(62) + "1.10" + "]".repeat(62));
    values.add("{\"a\":".repeat(62) + "{}" + "}".repeat(62));
    return values;
  }

  private static JsonNode read(String json) {
    List<Problem> problems = new ArrayList<>();
    JsonNode node = StrictReader.read(json, 1 << 24, 100, 1 << 24, problems);
    assertThat(problems).isEmpty();
    return node;
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_value_comes_out_as_it_went_in(String json) {
    Execution execution = engine.execute(workflow, Inputs.fromJson("{\"v\":" + json + "}"));
    assertUnchanged(execution, json);
  }

  private void assertUnchanged(Execution execution, String json) {
    assertThat(execution.error()).isNull();
    assertThat(JsonText.compact(execution.inputs().get("v"))).isEqualTo(json);
    for (RecordingTools.Recorded call : tools.calls()) {
      assertThat(JsonText.compact(call.arguments().get("v"))).isEqualTo(json);
    }
    assertThat(JsonText.compact(execution.result(2).get("v"))).isEqualTo(json);
    Execution back = Execution.fromJson(execution.toJson());
    assertThat(back.toJson()).isEqualTo(execution.toJson());
    assertThat(JsonText.compact(back.result(2).get("v"))).isEqualTo(json);
    assertThat(Execution.fromJson(execution.toPrettyJson()).toJson()).isEqualTo(execution.toJson());
    assertThat(engine.findExecution(execution.id()).orElseThrow().toJson())
        .isEqualTo(execution.toJson());
  }

  /** A decimal has no sign for zero. */
  @Test
  void the_sign_of_zero_is_all_that_gets_lost() {
    assertThat(engine.execute(workflow, Inputs.fromJson("{\"v\":-0.0}")).result(2))
        .hasToString("{\"v\":0.0}");
  }

  @Test
  void numbers_keep_their_text_within_text() {
    for (String number : List.of("1.10", "1E+400", "12345678901234567890", "-0.5")) {
      Execution execution = engine.execute(workflow, Inputs.fromJson("{\"v\":" + number + "}"));
      assertThat(execution.result(1).get("t").textValue()).isEqualTo(number + "!");
    }
  }

  @Test
  void random_values_come_out_as_they_went_in() {
    for (int seed = 0; seed < 300; seed++) {
      ObjectNode inputs = Json.NODES.objectNode();
      inputs.set("v", random(new Random(seed), 0));
      String json = JsonText.compact(inputs.get("v"));
      RecordingTools fresh = new RecordingTools().echo("echo");
      Execution execution = WorkflowEngine.builder().tools(fresh).build().execute(workflow, inputs);
      assertThat(JsonText.compact(execution.orThrow().result(2).get("v")))
          .as("seed %d", seed)
          .isEqualTo(json);
      assertThat(JsonText.compact(fresh.calls().get(1).arguments().get("v"))).isEqualTo(json);
      assertThat(Execution.fromJson(execution.toJson()).toJson()).isEqualTo(execution.toJson());
    }
  }

  private static JsonNode random(Random random, int level) {
    switch (random.nextInt(level > 5 ? 4 : 6)) {
      case 0:
        return read(
            random.nextInt(2_000) - 1_000 + "." + random.nextInt(1_000) + "E" + random.nextInt(99));
      case 1:
        return Json.NODES.numberNode(new java.math.BigInteger(100, random));
      case 2:
        char[] text = new char[random.nextInt(12)];
        for (int i = 0; i < text.length; i++) {
          text[i] =
              (char) (random.nextBoolean() ? 0xD7F0 + random.nextInt(0x900) : random.nextInt(300));
        }
        return Json.NODES.textNode(new String(text));
      case 3:
        return Json.NODES.booleanNode(random.nextBoolean());
      case 4:
        var array = Json.NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(random(random, level + 1));
        }
        return array;
      default:
        ObjectNode object = Json.NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("k" + random.nextInt(100), random(random, level + 1));
        }
        return object;
    }
  }

  @Test
  void what_a_tool_changes_afterwards_changes_nothing() {
    ObjectNode inputs = Json.NODES.objectNode();
    inputs.putObject("v").put("n", 1);
    Workflow constant =
        Workflow.builder("constant")
            .step(
                Step.of("spoil")
                    .input("v", "{{inputs.v}}")
                    .input("c", Json.NODES.objectNode().put("k", "constant")))
            .step(Step.of("echo").input("v", "{{inputs.v}}").input("r", "{{steps.1.result}}"))
            .build();
    RecordingTools spoiling =
        new RecordingTools()
            .echo("echo")
            .tool(
                "spoil",
                call -> {
                  ObjectNode arguments = call.arguments();
                  ((ObjectNode) arguments.get("v")).put("n", "spoiled");
                  ((ObjectNode) arguments.get("c")).removeAll();
                  arguments.put("more", true);
                  return ToolResult.of(Json.NODES.objectNode().put("ok", true));
                });
    WorkflowEngine spoiled = WorkflowEngine.builder().tools(spoiling).build();
    for (int i = 0; i < 2; i++) {
      Execution execution = spoiled.execute(constant, inputs);
      assertThat(execution.inputs()).hasToString("{\"v\":{\"n\":1}}");
      assertThat(execution.result(2)).hasToString("{\"v\":{\"n\":1},\"r\":{\"ok\":true}}");
      ((ObjectNode) execution.result(2)).removeAll();
      execution.inputs().removeAll();
      assertThat(execution.result(2)).hasToString("{\"v\":{\"n\":1},\"r\":{\"ok\":true}}");
      assertThat(execution.inputs()).hasToString("{\"v\":{\"n\":1}}");
    }
    assertThat(spoiling.calls().get(2).arguments())
        .hasToString("{\"v\":{\"n\":1},\"c\":{\"k\":\"constant\"}}");
  }

  @Test
  void what_a_host_changes_afterwards_changes_nothing() {
    ObjectNode inputs = Json.NODES.objectNode();
    inputs.putObject("v").put("n", 1);
    Execution execution = engine.execute(workflow, inputs);
    ((ObjectNode) inputs.get("v")).put("n", 2);
    assertThat(execution.inputs()).hasToString("{\"v\":{\"n\":1}}");
    assertThat(engine.findExecution(execution.id()).orElseThrow().inputs())
        .hasToString("{\"v\":{\"n\":1}}");
  }

  record Named(UUID v) {}

  @Test
  void a_uuid_is_the_text_that_everyone_writes() {
    UUID id = UUID.fromString("00000000-0000-0000-0000-000000000001");
    for (ObjectMapper own : new ObjectMapper[] {Json.mapper(), new ObjectMapper()}) {
      WorkflowEngine giving =
          WorkflowEngine.builder()
              .tools(Tools.builder().tool("echo", Map.class, arguments -> new Named(id)).build())
              .objectMapper(own)
              .build();
      Execution execution = giving.execute(workflow, Map.of("v", id)).orThrow();
      assertThat(execution.inputs()).hasToString("{\"v\":\"" + id + "\"}");
      assertThat(execution.result(1)).hasToString("{\"v\":\"" + id + "\"}");
      assertThat(execution.resultAs(1, Named.class)).isEqualTo(new Named(id));
    }
  }

  @Test
  void a_number_is_of_the_kind_that_it_is_read_back_as() {
    for (Object number :
        List.of(12345678.0, 1e7f, 5.0, 1.5, 1e21, new BigDecimal("12"), new BigDecimal("1E+2"))) {
      Execution execution = engine.execute(workflow, Map.of("v", number));
      Execution back = Execution.fromJson(execution.toJson());
      assertThat(execution.result(1)).as("%s", number).isEqualTo(back.result(1));
      assertThat(execution.result(1).get("v")).hasSameClassAs(back.result(1).get("v"));
    }
    for (String written : List.of("1.2345678E7", "1.2E1")) {
      JsonNode read = read(written);
      assertThat(read(JsonText.compact(read))).hasSameClassAs(read);
      assertThat(JsonText.compact(read)).isEqualTo(new BigDecimal(written).toString());
    }
  }

  @Test
  void an_engine_with_the_hosts_own_mapper_is_as_exact() {
    WorkflowEngine own =
        WorkflowEngine.builder()
            .tools(tools)
            .objectMapper(new com.fasterxml.jackson.databind.ObjectMapper())
            .build();
    String json = "{\"n\":[1.10,1E+400,12345678901234567890]}";
    assertThat(
            JsonText.compact(
                own.execute(workflow, Inputs.fromJson("{\"v\":" + json + "}")).result(2).get("v")))
        .isEqualTo(json);
    assertThat(
            JsonText.compact(
                own.execute(
                        workflow,
                        Map.of(
                            "v", Map.of("n", List.of(new java.math.BigDecimal("1.10"), 1L << 40))))
                    .result(2)
                    .get("v")))
        .isEqualTo("{\"n\":[1.10,1099511627776]}");
  }
}
