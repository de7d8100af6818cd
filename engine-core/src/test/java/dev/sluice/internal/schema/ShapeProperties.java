package dev.sluice.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What is claimed of shapes, held against every value of a small world. */
class ShapeProperties {
  @Provide
  Arbitrary<JsonNode> schemas() {
    return SmallWorld.schemas();
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return Arbitraries.of(SmallWorld.VALUES);
  }

  private static List<JsonNode> instances(JsonNode schema) {
    PlainSchema oracle = new PlainSchema(schema);
    return SmallWorld.VALUES.stream().filter(v -> oracle.admits(schema, v)).toList();
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void a_mismatch_means_that_no_value_satisfies_both(
      @ForAll("schemas") JsonNode from, @ForAll("schemas") JsonNode wanted) {
    Fit fit = Shape.of(from).fits(Shape.of(wanted));
    Statistics.collect(fit);
    if (fit == Fit.MISMATCH) {
      assertThat(instances(from)).noneMatch(v -> PlainSchema.valid(wanted, v));
    }
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void what_fits_satisfies_the_wanted_schema(
      @ForAll("schemas") JsonNode from, @ForAll("schemas") JsonNode wanted) {
    if (Shape.of(from).fits(Shape.of(wanted)) == Fit.FITS) {
      assertThat(instances(from)).allMatch(v -> PlainSchema.valid(wanted, v));
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void every_schema_fits_itself_read_twice_unless_it_has_an_exclusive_choice(
      @ForAll("schemas") JsonNode schema) {
    // That exactly one branch holds can't always be proved, so oneOf may stay unsure.
    Fit fit = Shape.of(schema).fits(Shape.of(schema.deepCopy()));
    if (schema.toString().contains("oneOf")) {
      assertThat(fit).isNotEqualTo(Fit.MISMATCH);
    } else {
      assertThat(fit).isEqualTo(Fit.FITS);
    }
  }

  @Property(tries = 700, edgeCases = EdgeCasesMode.NONE)
  void a_literal_is_judged_as_the_oracle_judges_it(
      @ForAll("values") JsonNode value, @ForAll("schemas") JsonNode wanted) {
    Fit fit = Shape.literal(value).fits(Shape.of(wanted));
    if (PlainSchema.valid(wanted, value)) {
      assertThat(fit).isNotEqualTo(Fit.MISMATCH);
    } else {
      assertThat(fit).isNotEqualTo(Fit.FITS);
    }
    if (!wanted.toString().contains("oneOf")) {
      assertThat(fit).isEqualTo(PlainSchema.valid(wanted, value) ? Fit.FITS : Fit.MISMATCH);
    }
  }

  @Property(tries = 700, edgeCases = EdgeCasesMode.NONE)
  void an_object_put_together_from_literals_is_judged_as_the_whole_literal(
      @ForAll("values") JsonNode a, @ForAll("values") JsonNode b, @ForAll("schemas") JsonNode s) {
    Map<String, Shape> members = new LinkedHashMap<>();
    members.put("a", Shape.literal(a));
    members.put("b", Shape.literal(b));
    ObjectNode value = Json.NODES.objectNode();
    value.set("a", a);
    value.set("b", b);
    boolean valid = PlainSchema.valid(s, value);
    Fit object = Shape.object(members).fits(Shape.of(s));
    assertThat(object).isNotEqualTo(valid ? Fit.MISMATCH : Fit.FITS);
    valid = PlainSchema.valid(s, Json.NODES.arrayNode().add(a).add(b));
    Fit array = Shape.array(List.of(Shape.literal(a), Shape.literal(b))).fits(Shape.of(s));
    assertThat(array).isNotEqualTo(valid ? Fit.MISMATCH : Fit.FITS);
  }

  @Property(tries = 700, edgeCases = EdgeCasesMode.NONE)
  void a_member_is_there_always_or_never_only_if_it_is_so_in_every_instance(
      @ForAll("schemas") JsonNode schema) {
    Shape shape = Shape.of(schema);
    List<JsonNode> instances = instances(schema);
    for (String segment : List.of("a", "b", "c", "0", "1", "00")) {
      Member member = shape.member(segment);
      List<JsonNode> found = new ArrayList<>();
      for (JsonNode instance : instances) {
        JsonNode part =
            instance.isArray() && segment.length() == 1 && Character.isDigit(segment.charAt(0))
                ? instance.get(Integer.parseInt(segment))
                : instance.get(segment);
        if (part == null) {
          assertThat(member.presence()).isNotEqualTo(Member.Presence.ALWAYS);
        } else {
          assertThat(member.presence()).isNotEqualTo(Member.Presence.NEVER);
          found.add(part);
        }
      }
      for (JsonNode part : found) {
        assertThat(Shape.literal(part).fits(member.shape())).isNotEqualTo(Fit.MISMATCH);
      }
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void sections_see_what_the_oracle_sees(@ForAll("schemas") JsonNode schema) {
    Shape shape = Shape.of(schema);
    for (JsonNode instance : instances(schema)) {
      boolean falsy =
          instance.isNull()
              || instance.toString().equals("false")
              || (instance.isArray() && instance.isEmpty());
      assertThat(falsy ? shape.mayBeFalsy() : shape.mayBeTruthy()).isTrue();
      List<JsonNode> items = new ArrayList<>();
      if (instance.isArray()) {
        instance.forEach(items::add);
        items.forEach(
            item ->
                assertThat(Shape.literal(item).fits(shape.elements())).isNotEqualTo(Fit.MISMATCH));
      } else if (!falsy) {
        items.add(instance);
      }
      for (JsonNode item : items) {
        assertThat(Shape.literal(item).fits(shape.sectionItems())).isNotEqualTo(Fit.MISMATCH);
      }
      Fit notNull = Shape.literal(instance).fits(shape.notNull());
      assertThat(notNull == Fit.MISMATCH).isEqualTo(instance.isNull());
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void required_names_are_in_every_object_and_kinds_cover_every_instance(
      @ForAll("schemas") JsonNode schema) {
    Shape shape = Shape.of(schema);
    Set<String> required = shape.requiredNames();
    for (JsonNode instance : instances(schema)) {
      assertThat(shape.kindsPossible()).contains(Kind.of(instance));
      if (instance.isObject()) {
        required.forEach(name -> assertThat(instance.has(name)).isTrue());
      }
      if (instance.isNull()) {
        assertThat(shape.mayBeNull()).isTrue();
      }
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void or_null_admits_null_and_all_that_was_admitted(
      @ForAll("schemas") JsonNode schema, @ForAll("schemas") JsonNode wanted) {
    Shape shape = Shape.of(schema);
    assertThat(shape.orNull().mayBeNull()).isTrue();
    if (!schema.toString().contains("oneOf")) {
      assertThat(shape.fits(shape.orNull())).isEqualTo(Fit.FITS);
    }
    if (shape.orNull().fits(Shape.of(wanted)) == Fit.MISMATCH) {
      assertThat(instances(schema)).noneMatch(v -> PlainSchema.valid(wanted, v));
      assertThat(PlainSchema.valid(wanted, Json.NODES.nullNode())).isFalse();
    }
  }

  /** The power of the proofs: in a fragment without oneOf nothing that is disjoint is missed. */
  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void types_and_closed_flat_objects_that_share_no_value_are_told_apart(
      @ForAll("flat") JsonNode from, @ForAll("flat") JsonNode wanted) {
    List<JsonNode> instances = instances(from);
    boolean disjoint = instances.stream().noneMatch(v -> PlainSchema.valid(wanted, v));
    Fit fit = Shape.of(from).fits(Shape.of(wanted));
    Statistics.collect(fit);
    if (!instances.isEmpty()) {
      assertThat(fit == Fit.MISMATCH).isEqualTo(disjoint);
      assertThat(fit == Fit.FITS)
          .isEqualTo(instances.stream().allMatch(v -> PlainSchema.valid(wanted, v)));
    }
  }

  @Provide
  Arbitrary<JsonNode> flat() {
    Arbitrary<JsonNode> member =
        Arbitraries.of(
            SmallWorld.json("{'type':'string'}"),
            SmallWorld.json("{'type':'number'}"),
            SmallWorld.json("{'type':'integer'}"),
            SmallWorld.json("{'type':['string','null']}"),
            SmallWorld.json("{'enum':['x','y']}"),
            SmallWorld.json("{'const':'x'}"),
            SmallWorld.json("{'type':'boolean'}"),
            SmallWorld.json("{'anyOf':[{'type':'integer'},{'type':'null'}]}"));
    Arbitrary<JsonNode> object =
        Combinators.combine(member, member, Arbitraries.of("[]", "['a']", "['a','b']"))
            .as(
                (a, b, required) -> {
                  ObjectNode schema =
                      (ObjectNode)
                          SmallWorld.json("{'type':'object','additionalProperties':false}");
                  schema.set("required", SmallWorld.json(required));
                  schema.putObject("properties").<ObjectNode>set("a", a).set("b", b);
                  return schema;
                });
    return Arbitraries.oneOf(member, object);
  }
}
