package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.execution.Execution;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.limit.Limits;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputsTest {
  private static final Workflow WORKFLOW = Workflow.builder("w").step(Step.of("t")).build();

  private final RecordingTools tools = new RecordingTools().echo("t");
  private final WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();

  private String recorded(Object value) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("v", value);
    return JsonText.compact(engine.execute(WORKFLOW, inputs).orThrow().inputs().get("v"));
  }

  private List<Problem> refused(Callable<?> call) {
    InputsRefusedException e =
        catchThrowableOfType(InputsRefusedException.class, () -> call.call());
    assertThat(e).as("the inputs must be refused").isNotNull();
    assertThat(tools.calls()).as("no tool is called").isEmpty();
    assertThat(engine.list(dev.sluice.store.ExecutionQuery.all())).as("nothing is kept").isEmpty();
    return e.problems();
  }

  private Problem refusedValue(Object value) {
    Map<String, Object> inner = new HashMap<>();
    inner.put("a/b", Arrays.asList(1, value));
    return refused(() -> engine.execute(WORKFLOW, Map.of("v", inner))).get(0);
  }

  enum Colour {
    RED
  }

  record Point(int x, double y, float f, BigDecimal d, BigInteger i, Colour c, List<Integer> l) {}

  // ---- admitted ----

  @Test
  void every_kind_of_number_has_one_normal_form() {
    assertThat(recorded((byte) 1)).isEqualTo("1");
    assertThat(recorded((short) -1)).isEqualTo("-1");
    assertThat(recorded(1)).isEqualTo("1");
    assertThat(recorded(1L)).isEqualTo("1");
    assertThat(recorded(BigInteger.ONE)).isEqualTo("1");
    assertThat(recorded(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(recorded(new BigInteger("12345678901234567890"))).isEqualTo("12345678901234567890");
    assertThat(recorded(1.0)).isEqualTo("1.0");
    assertThat(recorded(1.1f)).isEqualTo("1.1");
    assertThat(recorded(0.1)).isEqualTo("0.1");
    assertThat(recorded(1e300)).isEqualTo("1.0E+300");
    assertThat(recorded(new BigDecimal("1.10"))).isEqualTo("1.10");
    assertThat(recorded(new BigDecimal("1e400"))).isEqualTo("1E+400");
    assertThat(recorded(new java.util.concurrent.atomic.AtomicLong(7))).isEqualTo("7");
  }

  @Test
  void nested_data_and_java_objects_are_admitted() {
    Point point =
        new Point(1, 0.1, 1.1f, new BigDecimal("1.10"), BigInteger.TEN, Colour.RED, List.of(1, 2));
    String json = "{\"x\":1,\"y\":0.1,\"f\":1.1,\"d\":1.10,\"i\":10,\"c\":\"RED\",\"l\":[1,2]}";
    assertThat(recorded(point)).isEqualTo(json);
    assertThat(recorded(List.of(Map.of("p", point)))).isEqualTo("[{\"p\":" + json + "}]");
    assertThat(recorded(new Object[] {1, "a", null})).isEqualTo("[1,\"a\",null]");
    assertThat(recorded(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(recorded(Map.of(Colour.RED, Map.of(1, true)))).isEqualTo("{\"RED\":{\"1\":true}}");
    assertThat(recorded(new byte[] {1, 2, 3})).isEqualTo("\"AQID\"");
    assertThat(recorded(null)).isEqualTo("null");
  }

  enum Size {
    @JsonProperty("small-size")
    SMALL
  }

  @Test
  void keys_are_written_as_jackson_writes_them() {
    UUID id = UUID.fromString("00000000-0000-0000-0000-000000000001");
    assertThat(recorded(Map.of(id, 1))).isEqualTo("{\"" + id + "\":1}");
    assertThat(recorded(Map.of('c', 1.10))).isEqualTo("{\"c\":1.1}");
    assertThat(recorded(Map.of(true, List.of()))).isEqualTo("{\"true\":[]}");
    assertThat(recorded(Map.of(Size.SMALL, Map.of(2L, new BigDecimal("1.10")))))
        .isEqualTo("{\"small-size\":{\"2\":1.10}}");
    Map<Object, Object> mixed = new LinkedHashMap<>();
    mixed.put("a", Json.NODES.numberNode(new BigDecimal("2.50")));
    mixed.put(3, "b");
    mixed.put(false, null);
    assertThat(recorded(mixed)).isEqualTo("{\"a\":2.50,\"3\":\"b\",\"false\":null}");
  }

  @Test
  void nodes_of_any_factory_get_the_same_normal_form() {
    JsonNodeFactory plain = JsonNodeFactory.instance;
    assertThat(recorded(plain.numberNode((short) 1))).isEqualTo("1");
    assertThat(recorded(plain.numberNode(1L))).isEqualTo("1");
    assertThat(recorded(plain.numberNode(1.1f))).isEqualTo("1.1");
    assertThat(recorded(plain.numberNode(0.1))).isEqualTo("0.1");
    assertThat(recorded(plain.numberNode(BigInteger.ONE))).isEqualTo("1");
    assertThat(recorded(plain.pojoNode(List.of(1.1f)))).isEqualTo("[1.1]");
    assertThat(recorded(plain.binaryNode(new byte[] {1, 2, 3}))).isEqualTo("\"AQID\"");
    ObjectNode inputs = plain.objectNode();
    inputs.putArray("v").add(1L).addPOJO(Map.of("d", 0.10));
    assertThat(JsonText.compact(engine.execute(WORKFLOW, inputs).inputs()))
        .isEqualTo("{\"v\":[1,{\"d\":0.1}]}");
  }

  @Test
  void a_declared_member_of_a_given_object_is_null_to_a_template_and_absent_as_a_whole() {
    Workflow workflow =
        Workflow.fromJson(
            ("{'name':'w','steps':[{'step_number':1,'tool_id':'t','input_mapping':{"
                    + "'text':'{{#inputs.x}}[{{n}}]{{/inputs.x}}','n':'{{inputs.x.1.n}}',"
                    + "'whole':'{{inputs.x}}','deep':'{{inputs.y.z.n}}'}}],'input_schema':{"
                    + "'properties':{'x':{'type':'array','items':{'$ref':'#/$defs/i'}},"
                    + "'y':{'type':'object','properties':{'z':{'$ref':'#/$defs/i'}},"
                    + "'required':['z']}},'required':['x','y'],"
                    + "'$defs':{'i':{'type':'object','properties':{'n':{'type':'integer'},"
                    + "'u':{'default':'kg'}}}}}}")
                .replace('\'', '"'));
    RecordingTools tools = new RecordingTools().echo("t");
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    Execution execution =
        engine.execute(workflow, Inputs.fromJson("{\"x\":[{\"n\":7},{}],\"y\":{\"z\":{}}}"));
    assertThat(execution.orThrow().result(1))
        .hasToString(
            "{\"text\":\"[7][]\",\"n\":null,\"whole\":[{\"n\":7,\"u\":\"kg\"},{\"u\":\"kg\"}],"
                + "\"deep\":null}");
    assertThat(execution.inputs())
        .hasToString(
            "{\"x\":[{\"n\":7,\"u\":\"kg\"},{\"u\":\"kg\"}],\"y\":{\"z\":{\"u\":\"kg\"}}}");
  }

  @Test
  void absent_inputs_are_an_empty_object() {
    assertThat(engine.execute(WORKFLOW).inputs()).hasToString("{}");
    assertThat(engine.execute(WORKFLOW, Inputs.none()).inputs()).hasToString("{}");
  }

  @Test
  void inputs_from_json_are_exact_and_cannot_be_changed() {
    Inputs inputs = Inputs.fromJson("{\"v\":1.10}");
    inputs.toNode().removeAll();
    assertThat(JsonText.compact(engine.execute(WORKFLOW, inputs).inputs()))
        .isEqualTo("{\"v\":1.10}");
  }

  @Test
  void inputs_from_json_may_be_as_deep_as_the_engine_admits() {
    WorkflowEngine deep =
        WorkflowEngine.builder().tools(tools).limits(Limits.builder().depth(100).build()).build();
    String json = "{\"v\":" + "[".repeat(99) + "]".repeat(99) + "}";
    assertThat(JsonText.compact(deep.execute(WORKFLOW, Inputs.fromJson(json)).inputs()))
        .isEqualTo(json);
  }

  // ---- refused ----

  @Test
  void numbers_that_json_does_not_have_are_refused_with_their_place() {
    for (Object bad :
        List.of(
            Double.NaN,
            Float.POSITIVE_INFINITY,
            JsonNodeFactory.instance.numberNode(Double.NEGATIVE_INFINITY),
            JsonNodeFactory.instance.pojoNode(Double.NaN))) {
      Problem problem = refusedValue(bad);
      assertThat(problem.code()).isEqualTo(ProblemCode.WRONG_TYPE);
      assertThat(problem.pointer()).isEqualTo("/v/a~1b/1");
      assertThat(problem.message()).contains("NaN or infinite");
    }
  }

  record Raw(@com.fasterxml.jackson.annotation.JsonRawValue String json) {}

  @Test
  void raw_json_within_java_objects_is_read_as_json() {
    assertThat(recorded(new Raw("{\"a\":1.10}"))).isEqualTo("{\"json\":{\"a\":1.10}}");
    assertThat(refusedFresh(new Raw("{oops")).pointer()).isEqualTo("/v/a~1b/1/json");
  }

  private Problem refusedFresh(Object value) {
    return new InputsTest().refusedValue(value);
  }

  record Nan(double value) {}

  @Test
  void numbers_that_json_does_not_have_are_refused_within_java_objects() {
    Problem problem = refusedValue(new Nan(Double.NaN));
    assertThat(problem.code()).isEqualTo(ProblemCode.WRONG_TYPE);
    assertThat(problem.pointer()).startsWith("/v/a~1b/1");
    assertThat(refusedValue(new double[] {1, Double.NaN}).pointer()).startsWith("/v/a~1b/1");
  }

  @Test
  void what_is_no_json_is_refused_with_its_place() {
    Map<Object, Object> noKey = new HashMap<>();
    noKey.put(null, 1);
    for (Object bad :
        List.of(
            noKey,
            Map.of(List.of(), 1),
            Map.of("\uD800", 1),
            JsonNodeFactory.instance.objectNode().put("\uDC00x", 1),
            new Object(),
            JsonNodeFactory.instance.missingNode(),
            JsonNodeFactory.instance.pojoNode(new Object()))) {
      Problem problem = refusedValue(bad);
      assertThat(problem.code()).isEqualTo(ProblemCode.WRONG_TYPE);
      assertThat(problem.pointer()).isEqualTo("/v/a~1b/1");
    }
  }

  @Test
  void two_keys_that_become_the_same_are_refused() {
    Map<Object, Object> twice = new LinkedHashMap<>();
    twice.put(1, "a");
    twice.put("1", "b");
    Problem problem = refusedValue(twice);
    assertThat(problem.pointer()).isEqualTo("/v/a~1b/1");
  }

  @Test
  @Timeout(60)
  void cycles_are_refused() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Map<String, Object> map = new HashMap<>();
    map.put("a", map);
    map.put("b", map);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("a", node);
    for (Object cycle : List.of(list, map, node)) {
      Problem problem =
          refused(() -> engine.execute(WORKFLOW, Collections.singletonMap("v", cycle))).get(0);
      assertThat(problem.code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
      assertThat(problem.message()).contains("nested deeper than 64 levels");
      assertThat(problem.pointer()).startsWith("/v/");
    }
    assertThat(refused(() -> engine.execute(WORKFLOW, node)).get(0).code())
        .isEqualTo(ProblemCode.LIMIT_EXCEEDED);
  }

  static final class Loop {
    public Loop getSelf() {
      return this;
    }
  }

  static final class Hostile {
    public String getName() {
      throw new IllegalStateException("hunter2");
    }
  }

  @Test
  void java_objects_that_cannot_be_written_are_refused_without_their_content() {
    assertThat(refusedValue(new Loop()).pointer()).isEqualTo("/v/a~1b/1");
    Problem problem = refusedValue(new Hostile());
    assertThat(problem.pointer()).isEqualTo("/v/a~1b/1");
    assertThat(problem.toString()).doesNotContain("hunter2");
  }

  @Test
  void over_deep_inputs_are_refused() {
    Object value = 1;
    for (int i = 0; i < 64; i++) {
      value = List.of(value);
    }
    Object tooDeep = value; // with the inputs themselves 65 levels
    Problem problem = refused(() -> engine.execute(WORKFLOW, Map.of("v", tooDeep))).get(0);
    assertThat(problem.code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    assertThat(problem.pointer()).isEqualTo("/v" + "/0".repeat(63));
    Object fits = ((List<?>) tooDeep).get(0);
    assertThat(engine.execute(WORKFLOW, Map.of("v", fits)).orThrow()).isNotNull();
  }

  @Test
  void over_large_inputs_are_refused() {
    int rest = 1024 * 1024 - "{\"v\":\"\"}".length();
    Problem problem =
        refused(() -> engine.execute(WORKFLOW, Map.of("v", "x".repeat(rest + 1)))).get(0);
    assertThat(problem.code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    assertThat(problem.message()).contains("1048576 bytes");
    assertThat(engine.execute(WORKFLOW, Map.of("v", "x".repeat(rest))).orThrow()).isNotNull();
  }

  /** 2^50 leaves in 50 small lists. */
  @Test
  @Timeout(60)
  void inputs_that_grow_when_they_are_written_out_are_refused_quickly() {
    Object bomb = List.of();
    ObjectNode nodes = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 50; i++) {
      bomb = List.of(bomb, bomb);
      ObjectNode next = JsonNodeFactory.instance.objectNode();
      next.set("a", nodes);
      next.set("b", nodes);
      nodes = next;
    }
    Object lists = bomb;
    ObjectNode objects = nodes;
    assertThat(refused(() -> engine.execute(WORKFLOW, Map.of("v", lists))).get(0).code())
        .isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    assertThat(refused(() -> engine.execute(WORKFLOW, objects)).get(0).code())
        .isEqualTo(ProblemCode.LIMIT_EXCEEDED);
  }

  @Test
  @Timeout(60)
  void inputs_without_end_are_refused() {
    Iterable<Integer> endless =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                return 1;
              }
            };
    assertThat(refused(() -> engine.execute(WORKFLOW, Map.of("v", endless))).get(0).code())
        .isEqualTo(ProblemCode.LIMIT_EXCEEDED);
  }

  @Test
  void a_number_of_many_digits_is_read_and_written_as_it_was() {
    String json = "{\"v\":" + "7".repeat(10_000) + ",\"w\":0." + "7".repeat(10_000) + "}";
    assertThat(JsonText.compact(engine.execute(WORKFLOW, Inputs.fromJson(json)).inputs()))
        .isEqualTo(json);
  }

  // ---- text ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|SYNTAX||0",
        "`{\"a\":1`|SYNTAX||1",
        "`{\"a\":1} x`|SYNTAX||1",
        "`{'a':1}`|SYNTAX||1",
        "`{\"a\":NaN}`|SYNTAX||1",
        "`{\"a\":01}`|SYNTAX||1",
        "`[1]`|WRONG_TYPE||0",
        "`null`|WRONG_TYPE||0",
        "`{\"a\":{\"b\":1,\"b\":2}}`|DUPLICATE_KEY|/a/b|0",
        "`{\"a\":1e99999999999}`|INVALID_VALUE|/a|0",
      })
  void text_that_is_no_object_is_refused(String json, String code, String pointer, int line) {
    List<Problem> problems = refused(() -> Inputs.fromJson(json));
    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.pointer()).isEqualTo(pointer == null ? "" : pointer);
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.message()).endsWith(".");
  }

  @Test
  void text_that_is_no_json_is_refused_without_showing_it() {
    for (String json :
        List.of(
            "{\"password\": hunter2}", "{\"password\": \"x\" hunter2", "hunter2", "{hunter2:1}")) {
      assertThat(refused(() -> Inputs.fromJson(json)).toString()).doesNotContain("hunter");
    }
  }

  @Test
  void every_duplicate_key_is_named() {
    assertThat(refused(() -> Inputs.fromJson("{\"a\":1,\"a\":2,\"b\":[{\"c\":1,\"c\":1}]}")))
        .extracting(Problem::pointer)
        .containsExactly("/a", "/b/0/c");
  }
}
