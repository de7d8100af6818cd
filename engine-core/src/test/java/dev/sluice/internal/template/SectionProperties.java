package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.inputs;
import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.render;
import static dev.sluice.internal.template.Resolving.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Sections, against a naive interpreter that never parses. */
class SectionProperties extends Generators {
  @Property
  void a_section_over_a_list_is_its_body_for_each_item(
      @ForAll("anyList") JsonNode list, @ForAll("anyLiteral") String literal) {
    StringBuilder expected = new StringBuilder("(");
    list.forEach(item -> expected.append(literal).append(Oracle.text(item)).append(literal));
    assertThat(render("({{#inputs}}" + literal + "{{.}}" + literal + "{{/inputs}})", inputs(list)))
        .isEqualTo(expected + ")");
  }

  @Property
  void a_section_over_anything_but_a_list_runs_once_if_it_is_true(
      @ForAll("anyValue") JsonNode value) {
    JsonNode one = value.isArray() ? value.path(0) : value;
    JsonNode any = one.isMissingNode() || one.isArray() ? json("{}") : one;
    assertThat(render("{{#inputs}}<{{.}}>{{/inputs}}", inputs(any)))
        .isEqualTo(Oracle.truth(any) ? "<" + Oracle.text(any) + ">" : "");
  }

  @Property
  void a_section_runs_if_and_only_if_its_opposite_does_not(@ForAll("anyValue") JsonNode value) {
    ObjectNode context = inputs(value);
    String yes = render("({{#inputs}}x{{/inputs}})", context);
    String no = render("({{^inputs}}x{{/inputs}})", context);
    assertThat(!yes.equals("()")).isEqualTo(Oracle.truth(value));
    assertThat(no).isEqualTo(Oracle.truth(value) ? "()" : "(x)");
  }

  @Property
  void what_is_missing_is_false(
      @ForAll("anyPlace") Tuple2<ObjectNode, String> place, @ForAll("anyName") String name) {
    String path = place.get2() + "." + name;
    boolean there = Oracle.lookup(place.get1(), List.of(path.split("\\."))).isPresent();
    if (!there) {
      String template =
          "{{#" + path + "}}{{.}}{{/" + path + "}}{{^" + path + "}}none{{/" + path + "}}";
      assertThat(render(template, place.get1())).isEqualTo("none");
    }
  }

  @Property
  void any_template_yields_what_a_naive_interpreter_yields(
      @ForAll("anyTemplate") Tuple2<ObjectNode, List<Model>> any) {
    String source = Model.print(any.get2()) + ".";
    Optional<String> expected = Model.render(any.get2(), any.get1(), List.of());
    if (expected.isPresent()) {
      assertThat(render(source, any.get1())).isEqualTo(expected.get() + ".");
    } else {
      assertThat(failure(text(source), any.get1()))
          .isNotEmpty()
          .extracting(Problem::code)
          .containsOnly("MISSING_VALUE");
    }
  }

  @Provide
  Arbitrary<Tuple2<ObjectNode, List<Model>>> anyTemplate() {
    return contexts()
        .flatMap(context -> Model.templates(context).map(template -> Tuple.of(context, template)));
  }

  @Property
  void standalone_lines_vanish_and_all_other_text_stays(@ForAll("anyLines") List<String> lines) {
    StringBuilder source = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (String line : lines) {
      source.append(line);
      boolean standalone = line.strip().startsWith("{{") || line.strip().startsWith("<%");
      expected.append(standalone ? "" : line.replaceAll("\\{\\{[^}]*}}", ""));
    }
    assertThat(render(source.toString(), "{'inputs': {'t': true}}")).isEqualTo(expected.toString());
  }

  /** Each line is text, or text with a tag in it, or a tag alone; tags are balanced. */
  @Provide
  Arbitrary<List<String>> anyLines() {
    Arbitrary<String> blanks = Arbitraries.of("", " ", "\t", " \t ");
    Arbitrary<String> ends = Arbitraries.of("\n", "\r\n");
    Arbitrary<List<String>> tags =
        Arbitraries.of(
            List.of(
                List.of("{{! comment }}"),
                List.of("{{=<% %>=}}", "<%={{ }}=%>"),
                List.of("{{#inputs.t}}", "{{/inputs.t}}"),
                List.of("{{^inputs.f}}", "{{/inputs.f}}")));
    Arbitrary<String> texts =
        Arbitraries.of("", " ", "x", "x {{! c }}", "{{! c }}", "\r", " \r \r", "é\ty", "\rx\r");
    return Combinators.combine(texts.list().ofMinSize(4).ofMaxSize(6), tags, blanks, blanks, ends)
        .as(
            (lines, pair, before, after, end) -> {
              List<String> all = new ArrayList<>();
              for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                boolean comment = line.equals("{{! c }}");
                all.add(comment ? before + line + after + end : line + end);
              }
              if (pair.size() == 1) {
                all.add(2, before + pair.get(0) + after + end);
              } else if (pair.get(1).startsWith("<%")) {
                all.add(2, before + pair.get(0) + after + end);
                all.add(3, before + pair.get(1) + after + end);
              } else {
                all.add(2, before + pair.get(0) + after + end);
                all.add(before + pair.get(1) + after);
              }
              return all;
            });
  }
}
