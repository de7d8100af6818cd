package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.inputs;
import static dev.sluice.internal.template.Resolving.limits;
import static dev.sluice.internal.template.Resolving.render;
import static dev.sluice.internal.template.Resolving.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.limit.Limits;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;

/** Each limit holds exactly: the full result, or an error exactly where it is exceeded. */
class LimitProperties extends Generators {
  private static void assertExact(
      boolean exceeds, Limits limits, JsonNode mapping, JsonNode context) {
    if (exceeds) {
      assertThat(failure(limits, mapping, context))
          .extracting(Problem::code)
          .containsExactly("LIMIT_EXCEEDED");
    } else {
      assertThat(failure(limits, mapping, context)).isEmpty();
    }
  }

  @Property
  void output_is_bounded_exactly(
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place,
      @ForAll("anyLiteral") String literal,
      @ForAll @IntRange(min = -3, max = 3) int more) {
    String path = place.get2();
    for (String template :
        new String[] {
          literal + "{{" + path + "}}" + literal,
          "{{" + path + "}}{{" + path + "}}",
          literal + "{{#inputs}}x{{/inputs}}{{" + path + "}}",
          "{{" + path + "}}{{#inputs}}{{/inputs}}" + literal,
          literal
        }) {
      int size = render(template, place.get1()).length();
      int bound = Math.max(1, size + more);
      assertExact(
          size > bound,
          limits(limits -> limits.templateOutputCharacters(bound)),
          text(template),
          place.get1());
    }
  }

  @Property
  void iterations_are_bounded_exactly(
      @ForAll @IntRange(min = 1, max = 40) int outer,
      @ForAll @IntRange(min = 0, max = 40) int inner,
      @ForAll @IntRange(min = -2, max = 2) int more) {
    ArrayNode rows = Json.NODES.arrayNode();
    for (int i = 0; i < outer; i++) {
      ArrayNode row = rows.addObject().putArray("row");
      for (int k = 0; k < inner; k++) {
        row.add(k);
      }
    }
    int runs = outer + outer * inner;
    int bound = Math.max(1, runs + more);
    assertExact(
        runs > bound,
        limits(limits -> limits.sectionIterations(bound)),
        text("{{#inputs}}{{#row}}{{/row}}{{^row}}{{/row}}{{/inputs}}"),
        inputs(rows));
  }

  @Property
  void tags_are_bounded_exactly(
      @ForAll @IntRange(min = 1, max = 30) int tags,
      @ForAll @IntRange(min = 1, max = 30) int most) {
    assertExact(
        tags > most,
        limits(limits -> limits.templateTags(most)),
        text("{{inputs}}{{! c }}".repeat(tags).substring(0, tags / 2 * 18 + tags % 2 * 10) + "."),
        inputs(text("x")));
  }

  @Property
  void section_depth_is_bounded_exactly(
      @ForAll @IntRange(min = 1, max = 12) int depth,
      @ForAll @IntRange(min = 1, max = 12) int most) {
    assertExact(
        depth > most,
        limits(limits -> limits.sectionDepth(most)),
        text("{{#inputs}}".repeat(depth) + "{{/inputs}}".repeat(depth)),
        inputs(text("x")));
  }

  @Property
  void characters_of_a_template_are_bounded_exactly(
      @ForAll("anyLiteral") String literal, @ForAll @IntRange(min = -2, max = 2) int more) {
    String template = literal + "{{inputs}}";
    int bound = template.length() + more;
    assertExact(
        more < 0,
        limits(limits -> limits.templateCharacters(bound)),
        text(template),
        inputs(text("x")));
  }

  @Property
  void depth_is_bounded_exactly(
      @ForAll @IntRange(min = 1, max = 12) int depth,
      @ForAll @IntRange(min = 1, max = 12) int most) {
    JsonNode deep = text("x");
    for (int i = 0; i < depth; i++) {
      deep = i % 2 == 0 ? Json.NODES.arrayNode().add(deep) : Json.NODES.objectNode().set("k", deep);
    }
    Limits limits = limits(change -> change.depth(most));
    for (String template :
        new String[] {"{{inputs}}", "{{inputs}}.", "{{#inputs}}{{inputs}}{{/inputs}}"}) {
      assertExact(depth > most, limits, text(template), inputs(deep));
    }
    assertExact(depth > most, limits, deep, inputs(text("x")));
  }
}
