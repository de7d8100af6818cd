package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.TemplateException;
import dev.sluice.internal.json.Json;
import dev.sluice.template.CompiledTemplate;
import dev.sluice.template.Reference;
import dev.sluice.template.TemplateResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;

/** Whatever is thrown at it: places are right, nothing leaks, nothing but our exception escapes. */
class SafetyProperties extends Generators {
  @Property
  void any_string_compiles_or_is_refused_with_a_place_inside_of_it(
      @ForAll("anySource") String source) {
    for (Problem problem : Resolving.refusal(source)) {
      assertInside(problem.line(), problem.column(), source);
      assertThat(problem.code()).isIn("SYNTAX", "UNSUPPORTED", "UNKNOWN_REFERENCE");
      assertThat(problem.pointer()).isEmpty();
      assertThat(problem.message()).endsWith(".");
    }
  }

  private static void assertInside(int line, int column, String source) {
    List<String> lines = List.of(source.split("\n", -1));
    assertThat(line).isBetween(1, lines.size());
    String text = lines.get(line - 1);
    assertThat(column).isBetween(1, text.codePointCount(0, text.length()));
  }

  @Property
  void whatever_compiles_resolves_or_fails_with_our_exception(
      @ForAll("anySource") String source, @ForAll("anyContext") ObjectNode context) {
    try {
      CompiledTemplate template = TemplateResolver.create().compile(text(source));
      template.references().forEach(each -> assertInside(each.line(), each.column(), source));
      assertThat(template.resolve(context)).isNotNull();
    } catch (TemplateException e) {
      assertThat(e.problems()).isNotEmpty();
      e.problems().forEach(each -> assertInside(each.line(), each.column(), source));
    }
  }

  @Provide
  Arbitrary<String> anySource() {
    return Arbitraries.oneOf(
        nearlyTemplates(),
        texts(),
        contexts()
            .flatMap(Model::templates)
            .map(Model::print)
            .flatMap(
                template ->
                    Arbitraries.integers()
                        .between(0, template.length())
                        .map(cut -> template.substring(cut) + template.substring(0, cut))));
  }

  @Property
  void a_tag_is_found_where_it_stands(
      @ForAll("anyLiteral") String before, @ForAll("anyBefore") String more) {
    String text = before + more;
    String source = text + "{{inputs.a}}" + before + "{{#inputs.b}}-{{/inputs.b}}";
    List<Reference> references = TemplateResolver.create().compile(text(source)).references();
    assertThat(references).hasSize(2);
    assertThat(List.of(references.get(0).line(), references.get(0).column()))
        .isEqualTo(Oracle.place(source, text.length()));
    assertThat(List.of(references.get(1).line(), references.get(1).column()))
        .isEqualTo(Oracle.place(source, source.indexOf("{{#inputs.b")));
  }

  @Provide
  Arbitrary<String> anyBefore() {
    return Arbitraries.of("", "\n", "\r\n", "\r", "😀", "\uDE00", "\uD83D", "é", "\n\n  ");
  }

  @Property
  void the_one_missing_value_is_named_with_its_place(
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place, @ForAll("anyLiteral") String literal) {
    String path = place.get2() + ".no-such-member";
    String source = literal + "{{" + place.get2() + "}}\n" + literal + "{{{" + path + "}}}";
    ObjectNode mapping = Json.NODES.objectNode();
    mapping.putArray("a/b~").add("{{" + place.get2() + "}}").add(source);
    List<Problem> problems = failure(mapping, place.get1());
    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.code()).isEqualTo("MISSING_VALUE");
    assertThat(problem.pointer()).isEqualTo("/a~1b~0/1");
    assertThat(problem.reference()).isEqualTo(path);
    assertThat(List.of(problem.line(), problem.column()))
        .isEqualTo(Oracle.place(source, source.lastIndexOf("{{{")));
  }

  @Property
  void all_missing_values_are_named_at_once_in_order(
      @ForAll("anyMisses") List<Boolean> misses, @ForAll("anyContext") ObjectNode context) {
    ObjectNode mapping = Json.NODES.objectNode();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < misses.size(); i++) {
      String path = misses.get(i) ? "inputs.missing" + i : "inputs";
      String tag = "{{" + path + "}}";
      mapping.put(
          "m" + i, i % 3 == 0 ? tag : i % 3 == 1 ? "x" + tag : "{{#inputs}}{{/inputs}}" + tag);
      if (misses.get(i)) {
        expected.add("/m" + i + " " + path);
      }
    }
    assertThat(failure(mapping, context).stream().map(p -> p.pointer() + " " + p.reference()))
        .isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<Boolean>> anyMisses() {
    return Arbitraries.of(true, false).list().ofMaxSize(8);
  }

  @Property
  void no_problem_ever_holds_a_value_of_the_context(
      @ForAll("anySource") String source, @ForAll("anyCanaryContext") ObjectNode context) {
    JsonNode mapping =
        text(source + "{{inputs.no.such}} {{steps.1.result.0.no}} {{steps.2.error.x}}");
    for (Problem problem : failure(mapping, context)) {
      assertThat(problem.toString() + problem.reference() + problem.suggestion())
          .doesNotContain("c4n4ry")
          .doesNotContain("777777");
    }
  }

  @Provide
  Arbitrary<ObjectNode> anyCanaryContext() {
    return contexts()
        .map(
            context ->
                (ObjectNode)
                    json(
                        Oracle.json(context)
                            .replace("'", "")
                            .replaceAll(":\"[^\"\\\\]*\"", ":\"c4n4ry\"")
                            .replaceAll(":-?[0-9]+([,}])", ":777777$1")));
  }

  @Property(tries = 50)
  void many_threads_may_use_one_template(
      @ForAll("anyTemplates") List<Tuple2<ObjectNode, String>> all) throws Exception {
    ObjectNode mapping = Json.NODES.objectNode();
    for (int i = 0; i < all.size(); i++) {
      mapping.put("t" + i, "{{inputs}} {{#inputs}}[{{.}}]{{/inputs}} {{steps.1.result}}");
      mapping.put("v" + i, "{{steps.2.result}}");
    }
    CompiledTemplate shared = TemplateResolver.create().compile(mapping);
    List<String> alone =
        all.stream()
            .map(each -> TemplateResolver.create().compile(mapping).resolve(each.get1()))
            .map(Oracle::json)
            .toList();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<String>> calls = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        all.forEach(each -> calls.add(() -> Oracle.json(shared.resolve(each.get1()))));
      }
      List<Future<String>> results = pool.invokeAll(calls);
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(alone.get(i % all.size()));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Provide
  Arbitrary<List<Tuple2<ObjectNode, String>>> anyTemplates() {
    return contextsAndPaths().list().ofMinSize(2).ofMaxSize(4);
  }

  @Property
  void a_near_name_is_suggested(@ForAll @IntRange(min = 0, max = 7) int dropped) {
    String name = "forecast";
    String wrong = name.substring(0, dropped) + name.substring(dropped + 1);
    JsonNode context = json("{'inputs': {'other': 1, 'forecast': {'today': 'c4n4ry'}}}");
    assertThat(failure(text("{{inputs." + wrong + ".today}}"), context))
        .extracting(Problem::suggestion)
        .containsExactly("inputs.forecast.today");
  }

  @Property
  void all_problems_of_a_mapping_are_told_at_once_in_order(
      @ForAll("anyFaults") List<Tuple2<String, String>> faults) {
    var mapping = Json.NODES.arrayNode();
    faults.forEach(fault -> mapping.add("ok {{inputs.a}} " + fault.get1()));
    assertThat(Resolving.refusal(mapping).stream().map(Problem::code))
        .isEqualTo(faults.stream().map(Tuple2::get2).collect(Collectors.toList()));
  }

  @Provide
  Arbitrary<List<Tuple2<String, String>>> anyFaults() {
    return Arbitraries.of(
            List.of(
                Tuple.of("{{a b}}", "SYNTAX"),
                Tuple.of("{{", "SYNTAX"),
                Tuple.of("{{#inputs}}", "SYNTAX"),
                Tuple.of("{{/inputs}}", "SYNTAX"),
                Tuple.of("{{>inputs}}", "UNSUPPORTED"),
                Tuple.of("{{city}}", "UNKNOWN_REFERENCE"),
                Tuple.of("{{steps.1}}", "UNKNOWN_REFERENCE")))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }
}
