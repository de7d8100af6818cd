package dev.sluice.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.error.TemplateException;
import dev.sluice.internal.json.JsonText;
import dev.sluice.limit.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The public way into templates, as a host sees it. */
class TemplateResolverTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void a_mapping_is_compiled_once_and_resolved_against_a_context() throws Exception {
    JsonNode mapping =
        new ObjectMapper()
            .readTree(
                """
                {"channel": "{{inputs.channel}}", "text": "Forecast: {{steps.1.result.forecast}}",
                 "retries": 3}""");
    JsonNode context =
        new ObjectMapper()
            .readTree(
                """
                {"inputs": {"channel": "#weather"},
                 "steps": {"1": {"result": {"forecast": "rain"}, "status": "success"}}}""");
    CompiledTemplate template = TemplateResolver.create().compile(mapping);
    assertThat(template.resolve(context).toString())
        .isEqualTo("{\"channel\":\"#weather\",\"text\":\"Forecast: rain\",\"retries\":3}");
    assertThat(template.references())
        .extracting(Reference::path, Reference::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("inputs.channel", Reference.Kind.VARIABLE),
            org.assertj.core.groups.Tuple.tuple(
                "steps.1.result.forecast", Reference.Kind.VARIABLE));
    assertThat(template.warnings()).isEmpty();
  }

  @Test
  void a_refusal_prints_every_problem_numbered() {
    ObjectNode mapping = NODES.objectNode().put("a", "{{input.x}}").put("b", "\n{{>p}}");
    assertThatThrownBy(() -> TemplateResolver.create().compile(mapping))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            """
            The template is refused: 2 problems
            1) error UNKNOWN_REFERENCE at /a, line 1, column 1: "input" is no root; outside of # \
            sections a reference starts with inputs or steps. Did you mean "inputs.x"?
            2) error UNSUPPORTED at /b, line 2, column 1: Partials like ">p" aren't part of the \
            template language; write out what they would insert.""");
  }

  @Test
  void null_arguments_are_refused() {
    TemplateResolver resolver = TemplateResolver.create();
    assertThatThrownBy(() -> resolver.compile(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> resolver.compile(NODES.nullNode()).resolve(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> TemplateResolver.quote(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> TemplateResolver.builder().limits(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void limits_are_settable() {
    Limits limits = Limits.builder().templateTags(1).build();
    JsonNode mapping = new TextNode("{{inputs}}{{inputs}}");
    assertThatThrownBy(() -> TemplateResolver.builder().limits(limits).build().compile(mapping))
        .hasMessageContaining("LIMIT_EXCEEDED")
        .hasMessageContaining("more than 1 tags");
    assertThat(TemplateResolver.create().compile(mapping)).isNotNull();
  }

  @Test
  void a_mapping_is_put_into_normal_form() {
    ObjectNode mapping = NODES.objectNode();
    mapping.put("double", 1.5).put("long", 7L);
    mapping.set("pojo", new POJONode(List.of("{{inputs}}")));
    CompiledTemplate template = TemplateResolver.create().compile(mapping);
    mapping.removeAll();
    assertThat(template.resolve(NODES.objectNode().put("inputs", 1)).toString())
        .isEqualTo("{\"double\":1.5,\"long\":7,\"pojo\":[1]}");
  }

  @Test
  void a_mapping_that_is_no_json_is_refused() {
    assertThatThrownBy(() -> TemplateResolver.create().compile(NODES.arrayNode().add(Double.NaN)))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("INVALID_VALUE")
        .hasMessageContaining("The mapping has a number that JSON doesn't have");
    assertThatThrownBy(() -> TemplateResolver.create().compile(MissingNode.getInstance()))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("missing node");
    Limits flat = Limits.builder().depth(1).build();
    assertThatThrownBy(
            () ->
                TemplateResolver.builder()
                    .limits(flat)
                    .build()
                    .compile(NODES.arrayNode().add(NODES.arrayNode())))
        .hasMessageContaining("LIMIT_EXCEEDED");
  }

  @Test
  void nodes_of_the_context_that_are_no_json_are_refused_where_they_are_referred_to() {
    ObjectNode context = NODES.objectNode();
    ObjectNode inputs = context.putObject("inputs");
    inputs.set("binary", BinaryNode.valueOf(new byte[] {1}));
    inputs.set("fine", new TextNode("fine"));
    CompiledTemplate fine = TemplateResolver.create().compile(new TextNode("{{inputs.fine}}"));
    assertThat(fine.resolve(context).textValue()).isEqualTo("fine");
    for (String template : List.of("{{inputs.binary}}", "x{{inputs.binary}}", "{{inputs}}")) {
      CompiledTemplate refused = TemplateResolver.create().compile(new TextNode(template));
      assertThatThrownBy(() -> refused.resolve(context))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("BINARY");
    }
    inputs.set("java", new POJONode(List.of(1)));
    for (String template :
        List.of(
            "{{#inputs.java}}x{{/inputs.java}}",
            "{{^inputs.java}}x{{/inputs.java}}",
            "{{#inputs}}{{java}}{{/inputs}}")) {
      CompiledTemplate refused = TemplateResolver.create().compile(new TextNode(template));
      assertThatThrownBy(() -> refused.resolve(context))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The context has a node that is no JSON value (POJO)");
    }
    inputs.removeAll();
    inputs.set("missing", MissingNode.getInstance());
    assertThatThrownBy(
            () ->
                TemplateResolver.create()
                    .compile(new TextNode("{{inputs.missing}}"))
                    .resolve(context))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbers_of_any_tree_are_what_the_engine_makes_of_them() throws Exception {
    ObjectNode context =
        (ObjectNode)
            new ObjectMapper()
                .readTree("{\"inputs\":{\"d\":12345678.0,\"e\":1.5e300,\"l\":[0.1,1.0e10]}}");
    ((ObjectNode) context.get("inputs")).put("f", 1.1f).put("s", (short) 3).put("long", 7L);
    JsonNode mapping =
        new ObjectMapper()
            .readTree(
                "{\"t\":\"{{inputs.d}} {{inputs.e}} {{inputs.l}} {{inputs.f}} {{inputs.s}}\","
                    + "\"s\":\"{{#inputs}}{{d}} {{f}}{{/inputs}}\",\"all\":\"{{inputs}}\"}");
    JsonNode value = TemplateResolver.create().compile(mapping).resolve(context);
    assertThat(JsonText.compact(value))
        .isEqualTo(
            "{\"t\":\"12345678 1.5E+300 [0.1,1.0E+10] 1.1 3\",\"s\":\"12345678 1.1\","
                + "\"all\":{\"d\":12345678,\"e\":1.5E+300,\"l\":[0.1,1.0E+10],\"f\":1.1,\"s\":3,"
                + "\"long\":7}}");
    assertThat(value.get("all").get("d").isInt()).isTrue();
    assertThat(value.get("all").get("f").isBigDecimal()).isTrue();
    assertThat(value.get("all").get("long").isInt()).isTrue();
  }

  @Test
  void numbers_that_json_does_not_have_are_refused_where_they_are_referred_to() {
    for (double number : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      ObjectNode context = NODES.objectNode();
      context.putObject("inputs").put("x", number).putArray("l").add((float) number);
      for (String template :
          List.of("{{inputs.x}}", "a{{inputs.x}}", "{{inputs}}", "a{{inputs}}", "{{inputs.l}}")) {
        CompiledTemplate compiled = TemplateResolver.create().compile(new TextNode(template));
        assertThatThrownBy(() -> compiled.resolve(context))
            .as(template)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void a_context_that_is_no_object_has_no_roots() {
    CompiledTemplate template =
        TemplateResolver.create().compile(new TextNode("{{inputs}}{{steps.1.result}}"));
    for (JsonNode context : List.of(NODES.arrayNode(), NODES.textNode("x"), NODES.nullNode())) {
      assertThatThrownBy(() -> template.resolve(context))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("2 problems");
    }
  }

  @Test
  void a_step_without_the_member_has_no_value() {
    ObjectNode context = NODES.objectNode();
    context.putObject("steps").putObject("1").put("status", "success");
    CompiledTemplate template =
        TemplateResolver.create().compile(new TextNode("{{steps.1.result}}"));
    assertThatThrownBy(() -> template.resolve(context))
        .hasMessageContaining("\"steps.1.result\" has no value in this run.");
  }

  @Test
  void any_text_can_be_quoted() {
    assertThat(TemplateResolver.quote("no tags")).isEqualTo("no tags");
    assertThat(TemplateResolver.quote("{{x}}")).isEqualTo("{{=<% %>=}}<%!%>{{x}}");
    assertThat(TemplateResolver.quote("{{<%")).isEqualTo("{{=<000000 %>=}}<000000!%>{{<%");
    String hard = "{{<%<000000<000001 <00000 <000003 <00000x <00000";
    assertThat(TemplateResolver.quote(hard)).startsWith("{{=<000002 %>=}}").endsWith(hard);
    StringBuilder harder = new StringBuilder("{{<%<0<00001");
    for (int i = 0; i <= 123; i++) {
      harder.append(String.format("<%06d", i));
    }
    assertThat(TemplateResolver.quote(harder.toString())).startsWith("{{=<000124 %>=}}");
    for (String text : List.of("\n{{\n", "{{", "{{{", "{{=<% %>=}}", "<%{{<000000", hard)) {
      CompiledTemplate template =
          TemplateResolver.create().compile(new TextNode(TemplateResolver.quote(text)));
      assertThat(template.resolve(NODES.objectNode()).textValue()).isEqualTo(text);
      assertThat(template.references()).isEmpty();
    }
  }
}
