package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.inputs;
import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.render;
import static dev.sluice.internal.template.Resolving.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import dev.sluice.template.TemplateResolver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple.Tuple2;

/** Values as themselves and within text; text as it is. */
class TextProperties extends Generators {
  @Property
  void text_without_tags_is_itself(@ForAll("anyText") String any) {
    String text = any.replaceAll("\\{(?=\\{)", "(");
    assertThat(render(text, "{}")).isEqualTo(text);
  }

  @Property
  void a_mapping_without_tags_passes_through(@ForAll("anyValue") JsonNode any) {
    JsonNode mapping = json(Oracle.json(any).replaceAll("\\{(?=\\{)", "(").replace('\'', '_'));
    JsonNode value = TemplateResolver.create().compile(mapping).resolve(json("{}"));
    assertThat(Oracle.json(value)).isEqualTo(Oracle.json(mapping));
  }

  @Property
  void one_tag_is_the_value_itself(@ForAll("anyPlace") Tuple2<ObjectNode, String> place) {
    assertSameValue("{{" + place.get2() + "}}", place);
    assertSameValue("{{ \t" + place.get2() + "\r\n}}", place);
  }

  @Property
  void one_tag_of_three_braces_is_the_value_itself(
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place) {
    assertSameValue("{{{" + place.get2() + "}}}", place);
    assertSameValue("{{{ " + place.get2() + " }}}", place);
  }

  @Property
  void one_tag_with_an_ampersand_is_the_value_itself(
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place) {
    assertSameValue("{{&" + place.get2() + "}}", place);
    assertSameValue("{{& " + place.get2() + " }}", place);
  }

  private static void assertSameValue(String template, Tuple2<ObjectNode, String> place) {
    JsonNode expected = at(place.get1(), place.get2());
    JsonNode value = resolve(template, place.get1());
    assertThat(value.getNodeType()).isEqualTo(expected.getNodeType());
    if (expected.isNumber()) { // of the kind that it is read as: 1.2E1 is written as 12
      assertThat(value.numberType()).isEqualTo(json(Oracle.json(expected)).numberType());
    }
    assertThat(Oracle.json(value)).isEqualTo(Oracle.json(expected));
  }

  @Property
  void text_around_a_tag_stays_around_its_text(
      @ForAll("anyLiteral") String before,
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place,
      @ForAll("anyLiteral") String after) {
    String text = Oracle.text(at(place.get1(), place.get2()));
    for (String tag : List.of("{{%s}}", "{{{%s}}}", "{{& %s }}")) {
      String template = before + tag.replace("%s", place.get2()) + after;
      assertThat(render(template, place.get1())).isEqualTo(before + text + after);
    }
  }

  @Property
  void a_container_in_text_can_be_read_back(@ForAll("anyList") JsonNode list) {
    String text = render("{{inputs}} ", inputs(list));
    assertThat(Oracle.json(json(text.replace('\'', '_').strip())))
        .isEqualTo(Oracle.json(json(Oracle.json(list).replace('\'', '_'))));
  }

  @Property
  void the_text_of_two_templates_in_a_row_is_their_texts_in_a_row(
      @ForAll("anyLiteral") String first,
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place,
      @ForAll("anyLiteral") String last) {
    ObjectNode context = place.get1();
    String left = first + "{{" + place.get2() + "}};";
    String right = "{{#" + place.get2() + "}}+{{/" + place.get2() + "}}" + last;
    assertThat(render(left + right, context))
        .isEqualTo(render(left, context) + render(right, context));
  }

  @Property
  void a_value_in_text_is_never_a_template(@ForAll("anyTemplateText") String value) {
    assertThat(render("[{{inputs}}]", inputs(Resolving.text(value)))).isEqualTo("[" + value + "]");
  }

  @Property
  void a_value_of_its_own_is_never_a_template(@ForAll("anyTemplateText") String value) {
    assertThat(render("{{inputs}}", inputs(Resolving.text(value)))).isEqualTo(value);
  }

  @Property
  void a_value_in_a_section_is_never_a_template(@ForAll("anyTemplateText") String value) {
    ObjectNode context = inputs(Json.NODES.arrayNode().add(value).add(value));
    assertThat(render("{{#inputs}}<{{.}}>{{/inputs}}", context))
        .isEqualTo("<" + value + "><" + value + ">");
  }

  @Provide
  Arbitrary<String> anyTemplateText() {
    return Arbitraries.oneOf(nearlyTemplates(), texts());
  }

  @Property
  void a_quoted_text_resolves_to_itself(@ForAll("anyTemplateText") String text) {
    assertThat(render(TemplateResolver.quote(text), "{}")).isEqualTo(text);
  }

  @Property
  void a_quoted_text_is_itself_or_little_longer(@ForAll("anyTemplateText") String text) {
    String quoted = TemplateResolver.quote(text);
    assertThat(quoted).endsWith(text).hasSizeLessThanOrEqualTo(text.length() + 30);
    assertThat(quoted.equals(text)).isEqualTo(!text.contains("{{"));
  }

  @Property
  void object_keys_are_never_templates(@ForAll("anyTemplateText") String key) {
    // A key with a lone surrogate has no normal form: Jackson's reader would refuse it.
    Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(key));
    JsonNode mapping = Json.NODES.objectNode().put(key, "{{inputs}}");
    JsonNode value =
        TemplateResolver.create().compile(mapping).resolve(inputs(Json.NODES.numberNode(1)));
    assertThat(Oracle.json(value)).isEqualTo(Oracle.json(Json.NODES.objectNode().put(key, 1)));
  }

  @Property
  void other_delimiters_mean_the_same(
      @ForAll("anyLiteral") String literal,
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place,
      @ForAll("anyDelimiters") Tuple2<String, String> delimiters) {
    String text = literal.replace(delimiters.get1(), "_");
    String usual = text + "{{" + place.get2() + "}}" + text;
    String other =
        "{{="
            + delimiters.get1()
            + " "
            + delimiters.get2()
            + "=}}"
            + text
            + delimiters.get1()
            + place.get2()
            + delimiters.get2()
            + text;
    assertThat(render(other, place.get1())).isEqualTo(render(usual, place.get1()));
  }

  @Provide
  Arbitrary<Tuple2<String, String>> anyDelimiters() {
    return Arbitraries.of("<% %>", "| |", "<<< >>>", "}} {{", "(( ))", "\\ ;")
        .map(pair -> net.jqwik.api.Tuple.of(pair.split(" ")[0], pair.split(" ")[1]));
  }
}
