package dev.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.limit.Limits;
import dev.sluice.testkit.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowRoundTripTest {
  private static final String FULL =
      """
      {"id":"wf_1","name":"Full","description":"d\\n\\u0000\\uD800",
       "input_schema":{"type":"object","properties":{"n":{"type":"number","default":1.10}}},
       "mode":"parallel","max_concurrency":3,"timeout_ms":60000,
       "steps":[
        {"step_number":7,"id":"late","tool_id":"b","tool_name":"B","description":"second",
         "when":{"equals":["{{inputs.n}}",1.10]},"for_each":"{{inputs.list}}","max_concurrency":4,
         "after":["first",2],"input_mapping":{"z":1.10,"a":[{"k":"{{item}}"},null,true]},
         "timeout_ms":1000,
         "retry":{"max_attempts":3,"initial_delay_ms":10,"multiplier":1.5,"max_delay_ms":99,"jitter":0.25,
           "on":["timeout"]},
         "on_error":{"result":null},
         "compensate":{"tool_id":"undo","input_mapping":{"x":"{{steps.late.result}}"},
           "retry":{"max_attempts":2,"initial_delay_ms":1,"multiplier":2.0,"max_delay_ms":5,"jitter":0.0},
           "on_unknown":true}},
        {"step_number":2,"id":"first","tool_id":"a","tool_name":"A","input_mapping":{},
         "on_error":"continue"}],
       "output":{"r":"{{steps.late.result}}"},"owner_id":"anna","visibility":"public",
       "tags":["x","y"],"created_at":"2026-02-21T12:00:00Z","updated_at":"2026-02-21T12:00:00.000001Z"}
      """;

  private static JsonNode tree(String json) {
    return Objects.requireNonNull(
        StrictReader.read(json, 1 << 20, 100, 1 << 20, new ArrayList<>()));
  }

  /** Keys in order of their names, so that only the order of keys is forgiven. */
  private static String sorted(JsonNode node) {
    return JsonText.compact(sort(node));
  }

  private static JsonNode sort(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(f -> fields.put(f.getKey(), sort(f.getValue())));
      ObjectNode out = Json.NODES.objectNode();
      fields.forEach(out::set);
      return out;
    } else if (node.isArray()) {
      var out = Json.NODES.arrayNode();
      node.forEach(item -> out.add(sort(item)));
      return out;
    }
    return node;
  }

  @Test
  void a_definition_with_every_field_is_written_as_it_was_read() {
    assertThat(sorted(tree(Workflow.fromJson(FULL).toJson()))).isEqualTo(sorted(tree(FULL)));
  }

  @Test
  void the_specs_example_is_written_as_it_was_read_key_order_included() {
    String json = Resources.text("mission/workflow.json");
    assertThat(Workflow.fromJson(json).toJson()).isEqualTo(JsonText.compact(tree(json)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"t\"}]}",
        "{\"steps\":[{\"tool_id\":\"t\",\"step_number\":3,\"input_mapping\":null,\"when\":null}],\"name\":\"x\",\"id\":null}",
        FULL_AGAIN
      })
  void what_was_written_reads_as_equal_and_is_written_the_same(String json) {
    Workflow once = Workflow.fromJson(json);
    Workflow twice = Workflow.fromJson(once.toJson());
    assertThat(twice).isEqualTo(once).hasSameHashCodeAs(once);
    assertThat(twice.toJson()).isEqualTo(once.toJson());
    assertThat(Workflow.fromJson(once.toPrettyJson())).isEqualTo(once);
    assertThat(twice.contentHash()).isEqualTo(once.contentHash());
    assertThat(Workflow.parse(json, Limits.defaults()).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"multiplier\":2,\"max_delay_ms\":300000,\"jitter\":0",
        "\"multiplier\":2.0,\"max_delay_ms\":315360000000,\"jitter\":1.00",
        "\"multiplier\":1.1000000000000000000001,\"max_delay_ms\":0,\"jitter\":0.10"
      })
  void a_policys_numbers_keep_their_digits(String policy) {
    String json =
        "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"t\",\"tool_name\":\"t\",\"input_mapping\":{},"
            + "\"retry\":{\"max_attempts\":2,\"initial_delay_ms\":1000,"
            + policy
            + "}}],\"visibility\":\"private\"}";
    assertThat(Workflow.fromJson(json).toJson()).isEqualTo(json);
  }

  @Test
  void a_policy_built_in_code_is_written_with_the_digits_that_were_given() {
    RetryPolicy policy = RetryPolicy.attempts(2).backoff(1, 3, 5).jitter(0.5);
    String json =
        Workflow.builder("x").step(Step.of("t").retry(policy)).build().steps().get(0).toString();
    assertThat(json).contains("\"multiplier\":3,").contains("\"jitter\":0.5}");
    assertThatThrownBy(() -> policy.backoff(1, 1000.5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the factor must be from 1 to 1000, but is 1000.5");
    assertThatThrownBy(() -> policy.backoff(1, Double.NaN, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policy.backoff(-1, 2, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policy.backoff(1, 2, 315_360_000_001L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a delay must be from 0 to 315360000000 ms, but these are 1, 315360000001");
  }

  @Test
  void the_steps_to_wait_for_are_written_as_they_were_read() {
    String json =
        "{\"name\":\"x\",\"mode\":\"parallel\",\"steps\":[{\"step_number\":2147483647,\"id\":\"a\",\"tool_id\":\"t\","
            + "\"tool_name\":\"t\",\"input_mapping\":{}},{\"step_number\":1,\"tool_id\":\"t\",\"tool_name\":\"t\","
            + "\"after\":[2147483647,\"a\",\"2147483647\"],\"input_mapping\":{}}],\"visibility\":\"private\"}";
    assertThat(Workflow.fromJson(json).toJson()).isEqualTo(json);
  }

  private static final String FULL_AGAIN =
      "{\"name\":\"x\",\"steps\":[{\"step_number\":2147483647,\"tool_id\":\"\uD83D\uDE00\","
          + "\"input_mapping\":{\"\":1e400,\"a.b\":\"{{! no }}\\u0000\\uD800\",\"n\":12345678901234567890}}]}";

  @Test
  void defaults_are_those_of_the_specification() {
    Workflow workflow =
        Workflow.fromJson("{\"name\":\"x\",\"steps\":[{\"step_number\":4,\"tool_id\":\"t\"}]}");
    assertThat(workflow.id()).isNull();
    assertThat(workflow.description()).isNull();
    assertThat(workflow.visibility()).isEqualTo(Visibility.PRIVATE);
    assertThat(workflow.tags()).isEmpty();
    assertThat(workflow.ownerId()).isNull();
    assertThat(workflow.createdAt()).isNull();
    Step step = workflow.steps().get(0);
    assertThat(step.toolName()).isEqualTo("t");
    assertThat(step.inputMapping()).isEmpty();
    assertThat(step.retry()).isNull();
    assertThat(step.timeoutMs()).isZero();
    assertThat(step.onError().fails()).isTrue();
  }

  @Test
  void the_content_hash_covers_everything_key_order_in_a_mapping_included() {
    String json = FULL.replaceAll("\\n\\s*", "");
    Set<String> hashes = new HashSet<>();
    List<String> variants =
        List.of(
            json,
            json.replace(
                "{\"z\":1.10,\"a\":[{\"k\":\"{{item}}\"},null,true]}",
                "{\"a\":[{\"k\":\"{{item}}\"},null,true],\"z\":1.10}"),
            json.replace("\"z\":1.10", "\"z\":1.1"),
            json.replace("\"name\":\"Full\"", "\"name\":\"full\""),
            json.replace("\"tags\":[\"x\",\"y\"]", "\"tags\":[\"y\",\"x\"]"),
            json.replace("\"public\"", "\"private\""),
            json.replace("00.000001Z", "00.000002Z"),
            json.replace("\"second\"", "\"Second\""));
    for (String variant : variants) {
      hashes.add(Workflow.fromJson(variant).contentHash());
    }
    assertThat(hashes).hasSize(variants.size());
    assertThat(hashes).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    String reordered = "{\"name\":\"Full\"," + json.substring(1).replace("\"name\":\"Full\",", "");
    assertThat(Workflow.fromJson(reordered).contentHash())
        .as("the order of the format's own fields means nothing")
        .isEqualTo(Workflow.fromJson(json).contentHash());
  }

  // ---- built in code ----

  @Test
  void the_builder_makes_what_the_reader_reads() {
    Workflow built =
        Workflow.builder("Weather Alert Pipeline")
            .id("wf_abc123")
            .description("Get weather forecast and send Slack notification")
            .step(
                Step.of("tool_weather_001")
                    .name("Weather - Get Forecast")
                    .description("Fetch the weather forecast")
                    .input("city", "{{inputs.city}}"))
            .step(
                Step.of("tool_slack_001")
                    .name("Slack - Send Message")
                    .description("Post forecast to Slack")
                    .input("channel", "{{inputs.channel}}")
                    .input("text", "Forecast: {{steps.1.result.forecast}}"))
            .tag("weather")
            .tag("notifications")
            .build()
            .registeredAs(
                "wf_abc123",
                "user_456",
                Instant.parse("2026-02-21T12:00:00Z"),
                Instant.parse("2026-02-21T12:00:00Z"));
    assertThat(built).isEqualTo(Workflow.fromJson(Resources.text("mission/workflow.json")));
  }

  @Test
  void steps_without_a_number_get_the_next_one() {
    Workflow workflow =
        Workflow.builder("x")
            .step(Step.of("a"))
            .step(Step.of("b").number(10))
            .step(Step.of("c"))
            .step(Step.of("d").number(5))
            .step(Step.of("e"))
            .build();
    assertThat(workflow.steps()).extracting(Step::stepNumber).containsExactly(1, 10, 11, 5, 6);
  }

  @Test
  void a_step_or_builder_that_is_used_again_is_not_shared() {
    ObjectNode mapping = Json.NODES.objectNode().put("k", "v");
    Step base = Step.of("t").input("m", mapping);
    Step changed = base.input("m", "other").timeout(Duration.ofSeconds(1));
    mapping.put("k", "spoiled");
    base.inputMapping().removeAll();
    assertThat(base.inputMapping()).hasToString("{\"m\":{\"k\":\"v\"}}");
    assertThat(base.timeoutMs()).isZero();
    assertThat(changed.inputMapping()).hasToString("{\"m\":\"other\"}");
    Workflow.Builder builder = Workflow.builder("x").step(base);
    Workflow first = builder.build();
    Workflow second = builder.step(changed).build();
    assertThat(first.steps()).hasSize(1);
    assertThat(second.steps()).hasSize(2);
  }

  @Test
  void the_builder_refuses_what_the_reader_refuses() {
    List<String> pointers = new ArrayList<>();
    try {
      Workflow.builder("a\nb")
          .step(Step.of("").name("n").number(-1))
          .step(Step.of("t").number(2))
          .step(Step.of("t").number(2).name(""))
          .tag("")
          .build();
    } catch (dev.sluice.error.DefinitionRefusedException e) {
      e.problems().forEach(problem -> pointers.add(problem.pointer()));
    }
    assertThat(pointers)
        .containsExactly(
            "/name",
            "/steps/0/step_number",
            "/steps/0/tool_id",
            "/steps/2/tool_name",
            "/steps/2/step_number",
            "/tags/0");
  }

  @Test
  void a_tree_that_is_no_json_is_refused_where_it_is_given() {
    ObjectNode cyclic = JsonNodeFactory.instance.objectNode();
    cyclic.putArray("a").add(cyclic);
    ObjectNode nan = JsonNodeFactory.instance.objectNode();
    nan.putArray("a").add(Double.NaN);
    ObjectNode key = JsonNodeFactory.instance.objectNode().put("\uD800", 1);
    for (JsonNode bad : List.of(cyclic, nan, key)) {
      for (Runnable use :
          List.<Runnable>of(
              () -> Step.of("t").input("x", bad),
              () -> Step.of("t").when(bad),
              () -> Step.of("t").forEach(bad),
              () -> Workflow.builder("w").output(bad),
              () -> OnError.result(bad))) {
        assertThatThrownBy(use::run).isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThatThrownBy(() -> Step.of("t").input("x", nan))
        .hasMessage("the mapping has a number that JSON doesn't have (NaN or infinite), at /a/0");
  }

  @Test
  void java_values_within_a_tree_become_json() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("f", 1.1f).put("l", 1L);
    tree.putPOJO("p", List.of(1, "a"));
    Workflow workflow = Workflow.builder("w").step(Step.of("t").input("x", tree)).build();
    assertThat(workflow.steps().get(0).inputMapping())
        .hasToString("{\"x\":{\"f\":1.1,\"l\":1,\"p\":[1,\"a\"]}}");
  }
}
