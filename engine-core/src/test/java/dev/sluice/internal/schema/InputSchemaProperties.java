package dev.sluice.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Inputs against schemas of core's keywords, judged by the plain oracle. */
class InputSchemaProperties {
  @Provide
  Arbitrary<JsonNode> schemas() {
    return SmallWorld.coreSchemas().filter(JsonNode::isObject);
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return Arbitraries.of(SmallWorld.VALUES);
  }

  @Provide
  Arbitrary<ObjectNode> objects() {
    return values().filter(JsonNode::isObject).map(v -> (ObjectNode) v);
  }

  private static @Nullable InputSchema compile(JsonNode schema) {
    List<Problem> problems = new ArrayList<>();
    InputSchema compiled = InputSchema.compile(schema, "", null, problems);
    // Schemas that admit no object are refused, and nothing else may be wrong with these.
    assertThat(problems)
        .allSatisfy(p -> assertThat(p.message()).contains("The inputs of a run are an object"));
    return compiled;
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void a_value_has_violations_exactly_if_it_is_invalid(
      @ForAll("schemas") JsonNode schema, @ForAll("values") JsonNode value) {
    InputSchema compiled = compile(schema);
    Assume.that(compiled != null);
    List<Problem> violations = new ArrayList<>();
    compiled.validate(value, "/inputs", violations);
    assertThat(violations.isEmpty()).isEqualTo(PlainSchema.valid(schema, value));
    for (Problem violation : violations) {
      assertThat(violation.pointer()).startsWith("/inputs");
      String place = violation.pointer().substring("/inputs".length());
      boolean absent = violation.code().equals("REQUIRED");
      assertThat(value.at(place).isMissingNode()).isEqualTo(absent);
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void repairing_what_was_reported_as_unknown_or_absent_removes_those_reports(
      @ForAll("schemas") JsonNode schema, @ForAll("objects") ObjectNode value) {
    InputSchema compiled = compile(schema);
    Assume.that(compiled != null);
    List<Problem> violations = new ArrayList<>();
    compiled.validate(value, "", violations);
    ObjectNode repaired = value.deepCopy();
    for (Problem violation : violations) {
      if (violation.pointer().lastIndexOf('/') == 0) {
        if (violation.code().equals("UNKNOWN_FIELD")) {
          repaired.remove(violation.pointer().substring(1));
        } else if (violation.code().equals("REQUIRED")) {
          repaired.putNull(violation.pointer().substring(1));
        }
      }
    }
    List<Problem> left = new ArrayList<>();
    compiled.validate(repaired, "", left);
    assertThat(left)
        .noneMatch(p -> p.code().equals("REQUIRED") && p.pointer().lastIndexOf('/') == 0);
  }

  /** Flat declarations, so that the oracle is a loop over names. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void defaults_fill_what_is_absent_and_touch_nothing_else(
      @ForAll("defaults") Map<String, JsonNode> defaults, @ForAll("objects") ObjectNode value) {
    ObjectNode schema = (ObjectNode) SmallWorld.json("{'type':'object'}");
    ObjectNode properties = schema.putObject("properties");
    defaults.forEach((name, fallback) -> properties.putObject(name).set("default", fallback));
    InputSchema compiled = compile(schema);
    assertThat(compiled).isNotNull();
    String before = JsonText.compact(value);
    ObjectNode expected = value.deepCopy();
    defaults.forEach(
        (name, fallback) -> {
          if (!expected.has(name)) {
            expected.set(name, fallback);
          }
        });
    ObjectNode filled = compiled.withDefaults(value);
    assertThat(JsonText.compact(filled)).isEqualTo(JsonText.compact(expected));
    assertThat(JsonText.compact(value)).isEqualTo(before);
    assertThat(compiled.withDefaults(filled)).isSameAs(filled);
    assertThat(compiled.asReferenced(filled)).isSameAs(filled);
  }

  @Provide
  Arbitrary<Map<String, JsonNode>> defaults() {
    return Combinators.combine(Arbitraries.of("a", "b", "c", "d").set().ofMaxSize(4), values())
        .as(
            (names, value) -> {
              Map<String, JsonNode> map = new java.util.LinkedHashMap<>();
              names.forEach(name -> map.put(name, value));
              return map;
            });
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void what_references_see_has_the_shape_that_is_promised(
      @ForAll("schemas") JsonNode schema, @ForAll("objects") ObjectNode value) {
    InputSchema compiled = compile(schema);
    Assume.that(compiled != null && PlainSchema.valid(schema, value));
    ObjectNode seen = compiled.asReferenced(compiled.withDefaults(value));
    Shape shape = compiled.referenceShape();
    assertThat(Shape.literal(seen).fits(shape)).isNotEqualTo(Fit.MISMATCH);
    for (String name : List.of("a", "b", "c", "zz")) {
      Member member = shape.member(name);
      if (seen.has(name)) {
        assertThat(member.presence()).isNotEqualTo(Member.Presence.NEVER);
        assertThat(Shape.literal(seen.get(name)).fits(member.shape())).isNotEqualTo(Fit.MISMATCH);
      } else {
        assertThat(member.presence()).isNotEqualTo(Member.Presence.ALWAYS);
      }
    }
  }
}
