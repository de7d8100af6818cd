package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.inputs;
import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.render;
import static dev.sluice.internal.template.Resolving.resolve;
import static dev.sluice.internal.template.Resolving.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.limit.Limits;
import dev.sluice.template.Reference;
import dev.sluice.template.TemplateResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** What paths lead to, and what has no influence on it. */
class LookupProperties extends Generators {
  @Property
  void scalars_have_no_members(
      @ForAll("anyScalar") JsonNode scalar, @ForAll("anyName") String name) {
    assertThat(failure(text("{{inputs." + name + "}}"), inputs(scalar)))
        .extracting(Problem::code)
        .containsExactly("MISSING_VALUE");
  }

  @Property
  void arrays_have_canonical_indexes_only(
      @ForAll("anyList") JsonNode list, @ForAll("anyIndex") String index) {
    List<String> canonical = new ArrayList<>();
    list.forEach(item -> canonical.add(String.valueOf(canonical.size())));
    JsonNode template = text("{{inputs." + index + "}}");
    if (canonical.contains(index)) {
      JsonNode value = TemplateResolver.create().compile(template).resolve(inputs(list));
      assertThat(Oracle.json(value)).isEqualTo(Oracle.json(list.get(canonical.indexOf(index))));
    } else {
      assertThat(failure(template, inputs(list)))
          .extracting(Problem::code)
          .containsExactly("MISSING_VALUE");
    }
  }

  @Provide
  Arbitrary<String> anyIndex() {
    return Arbitraries.of(
        "0",
        "1",
        "2",
        "3",
        "4",
        "00",
        "01",
        "-1",
        "-0",
        "1e0",
        "２",
        "0x1",
        "size",
        "length",
        "first",
        "last",
        "2147483648",
        "4294967296",
        "99999999999999999999");
  }

  @Property
  void objects_have_literal_keys_only(
      @ForAll("anyContext") ObjectNode context, @ForAll("anyName") String name) {
    JsonNode inputs = context.get("inputs");
    JsonNode template = text("{{inputs." + name + "}}");
    if (Oracle.member(inputs, name).isPresent()) {
      JsonNode value = TemplateResolver.create().compile(template).resolve(context);
      assertThat(Oracle.json(value)).isEqualTo(Oracle.json(Oracle.member(inputs, name).get()));
    } else {
      assertThat(failure(template, context))
          .extracting(Problem::code)
          .containsExactly("MISSING_VALUE");
    }
  }

  @Property
  void data_can_not_shadow_a_root(
      @ForAll("anyValue") JsonNode real, @ForAll("anyValue") JsonNode other) {
    ObjectNode shadow = Json.NODES.objectNode();
    shadow.set("inputs", other);
    shadow.set("steps", other);
    ObjectNode context = json("{'steps': {'1': {'status': 'success'}}}").deepCopy();
    context.putObject("inputs").set("real", real);
    ((ObjectNode) context.get("steps").get("1")).putArray("result").add(shadow);
    assertThat(
            render(
                "{{#steps.1.result}}{{inputs.real}}|{{steps.1.status}}{{/steps.1.result}}",
                context))
        .isEqualTo(Oracle.text(real) + "|success");
  }

  @Property
  void what_is_not_referred_to_is_irrelevant(
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place, @ForAll("anyValue") JsonNode other) {
    String template = "<{{" + place.get2() + "}}>";
    String expected = render(template, place.get1());
    ObjectNode changed = place.get1().deepCopy();
    changed.set("other", other);
    ((ObjectNode) changed.get("steps")).set("3", other);
    ((ObjectNode) changed.get("steps")).set("inputs", other);
    if (place.get2().startsWith("steps")) {
      changed.set("inputs", other);
    } else {
      changed.remove("steps");
    }
    assertThat(render(template, changed)).isEqualTo(expected);
  }

  @Property
  void data_that_was_written_and_read_again_gives_the_same(
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place) {
    JsonNode again = json(Oracle.json(place.get1()).replace("'", "\\u0027"));
    for (String template : List.of("{{" + place.get2() + "}}", "{{" + place.get2() + "}}.")) {
      assertThat(Oracle.json(resolve(template, again)))
          .isEqualTo(Oracle.json(resolve(template, place.get1())));
    }
  }

  @Property
  void resolving_twice_gives_the_same(@ForAll("anyMapping") Tuple2<ObjectNode, JsonNode> both) {
    var template = TemplateResolver.create().compile(both.get2());
    assertThat(Oracle.json(template.resolve(both.get1())))
        .isEqualTo(Oracle.json(template.resolve(both.get1())));
  }

  @Property
  void resolving_changes_neither_context_nor_mapping(
      @ForAll("anyMapping") Tuple2<ObjectNode, JsonNode> both) {
    String context = Oracle.json(both.get1());
    String mapping = Oracle.json(both.get2());
    TemplateResolver.create().compile(both.get2()).resolve(both.get1());
    assertThat(Oracle.json(both.get1())).isEqualTo(context);
    assertThat(Oracle.json(both.get2())).isEqualTo(mapping);
  }

  @Property
  void changing_a_result_changes_no_context_and_no_later_result(
      @ForAll("anyMapping") Tuple2<ObjectNode, JsonNode> both) {
    String context = Oracle.json(both.get1());
    var template = TemplateResolver.create().compile(both.get2());
    JsonNode first = template.resolve(both.get1());
    String expected = Oracle.json(first);
    ruin(first);
    assertThat(Oracle.json(both.get1())).isEqualTo(context);
    assertThat(Oracle.json(template.resolve(both.get1()))).isEqualTo(expected);
  }

  private static void ruin(JsonNode node) {
    node.forEach(LookupProperties::ruin);
    if (node instanceof ObjectNode object) {
      object.removeAll();
      object.put("ruined", true);
    } else if (node instanceof ArrayNode array) {
      array.removeAll();
    }
  }

  @Property
  void changing_the_mapping_later_changes_no_result(
      @ForAll("anyMapping") Tuple2<ObjectNode, JsonNode> both) {
    JsonNode mapping = both.get2().deepCopy();
    var template = TemplateResolver.create().compile(mapping);
    String expected = Oracle.json(template.resolve(both.get1()));
    ruin(mapping);
    assertThat(Oracle.json(template.resolve(both.get1()))).isEqualTo(expected);
  }

  /** A context, and an object of templates over it at several depths. */
  @Provide
  Arbitrary<Tuple2<ObjectNode, JsonNode>> anyMapping() {
    return contexts()
        .flatMap(
            context ->
                Arbitraries.of(paths(context))
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(6)
                    .map(paths -> Tuple.of(context, mapping(paths))));
  }

  static JsonNode mapping(List<String> paths) {
    ObjectNode mapping = Json.NODES.objectNode();
    ArrayNode list = mapping.putArray("list").add(1).add("text");
    for (int i = 0; i < paths.size(); i++) {
      mapping.put("value" + i, "{{" + paths.get(i) + "}}");
      list.addObject().put("text", "a {{" + paths.get(i) + "}} b {{{" + paths.get(0) + "}}}");
    }
    mapping.putObject("constant").putArray("deep").addObject().put("{{key}}", "v");
    return mapping;
  }

  /** Writing a container asks for its members too, so only scalars are shown as text here. */
  private static JsonNode referring(ObjectNode context, List<String> paths, boolean sections) {
    ObjectNode mapping = Json.NODES.objectNode();
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      String shown = at(context, path).isContainerNode() ? "steps.1.status" : path;
      mapping.put("value" + i, "{{" + path + "}}");
      mapping.putArray("list" + i).add("a {{" + shown + "}} b {{{" + shown + "}}}");
      if (sections) {
        String body = "{{" + shown + "}}{{^" + path + "}}{{steps.2.status}}{{/" + path + "}}";
        mapping.put("section" + i, "{{#" + path + "}}" + body + "{{/" + path + "}}");
      }
    }
    return mapping;
  }

  @Provide
  Arbitrary<Tuple2<ObjectNode, List<String>>> anyPaths() {
    return contexts()
        .flatMap(
            context ->
                Arbitraries.of(paths(context))
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(6)
                    .map(paths -> Tuple.of(context, paths)));
  }

  private static Template compiled(JsonNode mapping) {
    Template template =
        new TemplateCompiler(Limits.defaults())
            .compile(mapping, "", Roots.of(key -> 7), new ArrayList<>());
    return Objects.requireNonNull(template);
  }

  @Property
  void references_without_sections_are_what_is_looked_up_in_order(
      @ForAll("anyPaths") Tuple2<ObjectNode, List<String>> any) throws UnresolvedException {
    Template template = compiled(referring(any.get1(), any.get2(), false));
    Lookups lookups = new Lookups(any.get1());
    template.resolve(lookups);
    assertThat(template.references())
        .extracting(TemplateReference::path)
        .containsExactlyElementsOf(lookups.paths());
  }

  @Property
  void references_include_all_that_is_looked_up_in_sections(
      @ForAll("anyPaths") Tuple2<ObjectNode, List<String>> any) throws UnresolvedException {
    JsonNode mapping = referring(any.get1(), any.get2(), true);
    Template template = compiled(mapping);
    Lookups lookups = new Lookups(any.get1());
    template.resolve(lookups);
    assertThat(template.references())
        .extracting(TemplateReference::path)
        .containsAll(lookups.paths());
    assertThat(
            TemplateResolver.create().compile(mapping).references().stream().map(Reference::path))
        .containsExactlyElementsOf(
            template.references().stream().map(TemplateReference::path).toList());
  }
}
