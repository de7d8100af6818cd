package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.inputs;
import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.limits;
import static dev.sluice.internal.template.Resolving.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is said when a limit is passed, and where. */
class TemplateLimitsTest {
  private static String only(List<Problem> problems) {
    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    return problem.code()
        + " "
        + problem.pointer()
        + " "
        + problem.line()
        + ":"
        + problem.column()
        + " "
        + problem.reference()
        + " "
        + problem.message();
  }

  private static String only(Limits limits, String template, String context) {
    return only(
        failure(
            limits,
            json("{'t': " + Oracle.json(text(template)).replace('"', '\'') + "}"),
            json(context)));
  }

  @Test
  void a_template_with_too_many_characters_is_refused() {
    assertThat(only(limits(l -> l.templateCharacters(5)), "abcdef", "{}"))
        .isEqualTo(
            "LIMIT_EXCEEDED /t 0:0 null The template has 6 characters; at most 5 are admitted.");
  }

  @Test
  void one_tag_too_many_is_refused_where_it_stands() {
    assertThat(
            only(limits(l -> l.templateTags(2)), "{{! a }}{{inputs}}\nx {{inputs}}{{a b}}", "{}"))
        .isEqualTo("LIMIT_EXCEEDED /t 2:3 null The template has more than 2 tags.");
  }

  @Test
  void behind_the_last_tag_that_is_allowed_nothing_more_is_said() {
    assertThat(only(limits(l -> l.templateTags(2)), "{{#inputs}}{{.}}{{/inputs}}", "{}"))
        .isEqualTo("LIMIT_EXCEEDED /t 1:17 null The template has more than 2 tags.");
  }

  @Test
  void a_text_may_be_exactly_as_long_as_is_allowed() {
    Limits five = limits(l -> l.templateOutputCharacters(5));
    JsonNode context = json("{'inputs': {'t': '12345', 'e': '', 'n': 12345, 'l': [1, 2]}}");
    for (String template :
        List.of(
            "12345",
            "{{inputs.t}}{{inputs.e}}",
            "{{inputs.n}}{{inputs.e}}",
            "{{inputs.l}}{{inputs.e}}",
            "{{#inputs.l}}ab{{/inputs.l}}c",
            "{{#inputs.t}}{{.}}{{/inputs.t}}")) {
      assertThat(failure(five, text(template), context)).as(template).isEmpty();
    }
  }

  @Test
  void one_section_too_many_is_refused_where_it_stands() {
    assertThat(
            only(
                limits(l -> l.sectionDepth(1)),
                "{{#inputs}}\n {{^inputs}}{{/inputs}}{{/inputs}}",
                "{}"))
        .isEqualTo("LIMIT_EXCEEDED /t 2:2 null Sections are nested deeper than 1 levels.");
  }

  @Test
  void too_many_runs_of_sections_are_told_with_the_section() {
    assertThat(
            only(
                limits(l -> l.sectionIterations(4)),
                "x\n{{#inputs}}{{#inputs}}{{/inputs}}{{/inputs}}",
                "{'inputs': [1, 2]}"))
        .isEqualTo("LIMIT_EXCEEDED /t 2:12 inputs The template's sections run more than 4 times.");
  }

  @Test
  void a_section_over_anything_but_a_list_runs_once() {
    String template = "{{#inputs}}{{#inputs}}{{^x}}{{/x}}{{/inputs}}{{/inputs}}";
    JsonNode context = json("{'inputs': {}}");
    assertThat(failure(limits(l -> l.sectionIterations(2)), text(template), context)).isEmpty();
    assertThat(only(failure(limits(l -> l.sectionIterations(1)), text(template), context)))
        .startsWith("LIMIT_EXCEEDED  1:12 inputs ");
  }

  @Test
  void a_mapping_that_is_too_deep_is_refused_where_it_is() {
    TemplateCompiler compiler = new TemplateCompiler(limits(l -> l.depth(3)));
    for (String mapping : List.of("{'a': {'b': {'c': %s}}}", "[[[%s]]]", "[{'a': [%s]}]")) {
      List<Problem> problems = new ArrayList<>();
      Roots roots = Roots.of(key -> -1);
      JsonNode fine = json(mapping.replace("%s", "1"));
      assertThat(compiler.compile(fine, "", roots, problems)).isNotNull();
      assertThat(problems).isEmpty();
      JsonNode deeper = json(mapping.replace("%s", "[]"));
      assertThat(compiler.compile(deeper, "", roots, problems)).isNull();
      assertThat(only(problems)).contains("nested deeper than 3 levels.");
    }
  }

  @Test
  void too_much_output_is_told_with_the_tag_that_was_last() {
    Limits five = limits(l -> l.templateOutputCharacters(5));
    String message = " The template yields more than 5 characters.";
    String context = "{'inputs': {'a': '1234', 'l': [1, 2, 3], 'n': 1234567, 'b': true}}";
    assertThat(only(five, "abcdef", context)).isEqualTo("LIMIT_EXCEEDED /t 0:0 null" + message);
    assertThat(only(five, "abcdef{{inputs.a}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 0:0 null" + message);
    assertThat(only(five, "a{{inputs.b}}{{inputs.b}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:14 inputs.b" + message);
    assertThat(only(five, "ab{{inputs.a}}{{inputs.b}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:3 inputs.a" + message);
    assertThat(only(five, "a{{inputs.a}}b{{inputs.b}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:2 inputs.a" + message);
    assertThat(only(five, "a{{inputs.a}}b", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:2 inputs.a" + message);
    assertThat(only(five, "{{inputs.l}}.", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:1 inputs.l" + message);
    assertThat(only(five, "{{inputs.n}}.", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:1 inputs.n" + message);
    assertThat(only(five, "{{#inputs.a}}a{{/inputs.a}}b{{#inputs.l}}xx{{/inputs.l}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:29 inputs.l" + message);
    assertThat(only(five, "{{#inputs.a}}abcde{{/inputs.a}}{{inputs.n}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:32 inputs.n" + message);
  }

  @Test
  void a_value_that_is_too_deep_is_told_as_such() {
    Limits two = limits(l -> l.depth(2));
    String context = "{'inputs': [[[1]]]}";
    String message = " The value is nested deeper than 2 levels.";
    assertThat(only(two, "{{inputs}}", context)).isEqualTo("LIMIT_EXCEEDED /t 0:0 null" + message);
    assertThat(only(two, "x{{inputs}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:2 inputs" + message);
    assertThat(only(two, "{{#inputs}}{{inputs}}{{/inputs}}", context))
        .isEqualTo("LIMIT_EXCEEDED /t 1:12 inputs" + message);
    assertThat(only(failure(limits(l -> l.depth(1)), json("[[1]]"), json("{}"))))
        .isEqualTo("LIMIT_EXCEEDED  0:0 null The mapping is nested deeper than 1 levels.");
  }

  @Test
  void what_a_mapping_yields_is_bounded_as_a_whole() {
    Limits ten = limits(l -> l.argumentsBytes(10));
    String message = " 0:0 null What the templates yield is larger than 10 bytes as JSON.";
    JsonNode inputs =
        json("{'inputs': {'t': '123456', 'l': [1, 2, 3, 4, 5, 6], 'o': {'longkey': 1}}}");
    for (String template :
        List.of(
            "{{inputs.t}}",
            "{{inputs.t}}.",
            "{{inputs.l}}",
            "{{inputs.o}}",
            "{{#inputs.t}}{{.}}{{/inputs.t}}",
            "constant")) {
      assertThat(failure(ten, json("['" + template + "']"), inputs))
          .as(template)
          .hasSizeBetween(0, 1);
      assertThat(only(failure(ten, json("['" + template + "', '" + template + "']"), inputs)))
          .endsWith(message);
    }
  }

  @Test
  void what_is_admitted_is_measured_as_json_to_the_byte() {
    JsonNode mapping =
        json("{'a':'{{inputs.v}}','k\\u0001':['{{inputs.v}}',7,{'b':'-{{inputs.v}}-'}]}");
    for (String value :
        List.of(
            "'\\u0001\\u0001\\u0001\\u0001'",
            "'plain text of some length'",
            "'\u20ac\u20ac\u20ac'",
            "[1234567890,-1234567890,true,null,[[],{}]]",
            "[12345678901,1.5,1E+400,123456789012345678901234567890.125]",
            "{'x':1,'y':-2147483648,'':''}")) {
      JsonNode context = inputs(Json.NODES.objectNode().set("v", json(value)));
      int bytes = Oracle.json(Resolving.resolve(mapping, context)).getBytes(UTF_8).length;
      assertThat(failure(limits(l -> l.argumentsBytes(bytes)), mapping, context))
          .as("%s", value)
          .isEmpty();
      assertThat(failure(limits(l -> l.argumentsBytes(bytes - 1)), mapping, context))
          .as("%s", value)
          .extracting(Problem::message)
          .containsExactly(
              "What the templates yield is larger than " + (bytes - 1) + " bytes as JSON.");
    }
  }

  @Test
  void the_depth_of_a_value_counts_from_the_mappings_root() {
    JsonNode context = json("{'inputs':{'v':[[1]]}}");
    JsonNode mapping = json("{'a':{'b':['{{inputs.v}}']}}");
    assertThat(failure(limits(l -> l.depth(5)), mapping, context)).isEmpty();
    assertThat(failure(limits(l -> l.depth(4)), mapping, context))
        .extracting(Problem::pointer, Problem::message)
        .containsExactly(tuple("/a/b/0", "The value is nested deeper than 4 levels."));
    assertThat(failure(limits(l -> l.depth(4)), json("['{{inputs.v}}',{'a':{}}]"), context))
        .isEmpty();
  }

  @Test
  void another_bound_can_be_given_for_what_is_no_argument() throws UnresolvedException {
    Template template =
        Objects.requireNonNull(
            new TemplateCompiler(limits(l -> l.argumentsBytes(10)))
                .compile(text("{{inputs}}"), "", Roots.of(key -> -1), new ArrayList<>()));
    Scope scope = new WaysProperties.TreeScope(inputs(text("x".repeat(11))));
    assertThat(template.resolve(scope, 13).textValue()).hasSize(11);
    assertThatThrownBy(() -> template.resolve(scope))
        .isInstanceOf(UnresolvedException.class)
        .hasMessageContaining("larger than 10 bytes");
  }

  @Test
  void a_limit_is_told_together_with_what_was_missing_before() {
    assertThat(
            failure(
                limits(l -> l.templateOutputCharacters(5)),
                json("['{{inputs.a}}', '{{inputs.b}}abc{{inputs.t}}', '{{inputs.c}}']"),
                json("{'inputs': {'t': '123456'}}")))
        .extracting(p -> p.code() + " " + p.reference())
        .containsExactly(
            "MISSING_VALUE inputs.a", "MISSING_VALUE inputs.b", "LIMIT_EXCEEDED inputs.t");
    assertThat(
            failure(
                limits(l -> l.templateOutputCharacters(5)),
                Json.NODES.objectNode().put("a", "x{{inputs.t}}").put("b", "{{inputs.c}}"),
                json("{'inputs': {'t': '123456'}}")))
        .extracting(Problem::code)
        .containsExactly("LIMIT_EXCEEDED");
  }
}
