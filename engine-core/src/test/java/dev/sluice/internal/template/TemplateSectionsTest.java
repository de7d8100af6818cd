package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.refusal;
import static dev.sluice.internal.template.Resolving.render;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections: truth, names in them, and the lines they stand on. */
class TemplateSectionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"null", "false", "''", "[]"})
  void null_false_the_empty_text_and_the_empty_array_are_falsy(String value) {
    assertThat(truth("{'inputs': {'v': " + value + "}}")).isEqualTo("no");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "0", "0.0", "-1", "1e400", "' '", "'false'", "{}", "{'a': null}"})
  void everything_else_is_truthy_zero_and_the_empty_object_too(String value) {
    assertThat(truth("{'inputs': {'v': " + value + "}}")).isEqualTo("yes");
  }

  @Test
  void what_is_missing_is_falsy() {
    assertThat(truth("{'inputs': {}}")).isEqualTo("no");
    assertThat(truth("{'inputs': 'x'}")).isEqualTo("no");
    assertThat(truth("{}")).isEqualTo("no");
  }

  private static String truth(String context) {
    return render("{{#inputs.v}}yes{{/inputs.v}}{{^inputs.v}}no{{/inputs.v}}", context);
  }

  @Test
  void a_default_is_written_with_two_sections() {
    String template = "{{#inputs.note}}{{.}}{{/inputs.note}}{{^inputs.note}}none{{/inputs.note}}";
    assertThat(render(template, "{'inputs': {'note': 'hi'}}")).isEqualTo("hi");
    assertThat(render(template, "{'inputs': {'note': null}}")).isEqualTo("none");
    assertThat(render(template, "{'inputs': {}}")).isEqualTo("none");
  }

  @Test
  void a_list_repeats_the_body_for_each_item_falsy_ones_too() {
    assertThat(
            render(
                "{{#inputs}}[{{.}}]{{/inputs}}",
                "{'inputs': [1, null, '', false, {'a': 1.0}, [2], 'x']}"))
        .isEqualTo("[1][][][false][{\"a\":1.0}][[2]][x]");
  }

  @Test
  void a_dot_is_the_innermost_value() {
    assertThat(
            render(
                "{{#inputs.a}}{{.}}{{#inputs.b}}{{.}}{{^inputs.c}}{{.}}{{/inputs.c}}{{/inputs.b}}{{.}}"
                    + "{{/inputs.a}}",
                "{'inputs': {'a': 1, 'b': 2}}"))
        .isEqualTo("1221");
    assertThat(render("{{#inputs}}{{#.}}{{.}},{{/.}};{{/inputs}}", "{'inputs': [[1, 2], [], 3]}"))
        .isEqualTo("1,2,;;3,;");
  }

  @Test
  void names_are_sought_in_the_open_sections_innermost_first() {
    String context =
        "{'inputs': {'a': {'x': 'a.x', 'y': 'a.y', 'b': {'x': 'b.x'}, 'list': [['p', 'q']]}}}";
    assertThat(render("{{#inputs.a}}{{x}} {{#b}}{{x}} {{y}}{{/b}} {{x}}{{/inputs.a}}", context))
        .isEqualTo("a.x b.x a.y a.x");
    assertThat(render("{{#inputs.a}}{{#list}}{{1}}{{0}}{{y}}{{/list}}{{/inputs.a}}", context))
        .isEqualTo("qpa.y");
  }

  @Test
  void whoever_has_the_first_name_answers_for_the_whole_path() {
    String context = "{'inputs': {'b': {'c': 1}, 'a': {'b': {}}}}";
    assertThat(failure("{{#inputs}}{{#a}}{{b.c}}{{/a}}{{/inputs}}", context))
        .extracting(Problem::message)
        .containsExactly("\"b\" has no member \"c\".");
    assertThat(failure("{{#inputs}}{{b.d}}{{/inputs}}", context))
        .extracting(Problem::message)
        .containsExactly("\"b\" has no member \"d\".");
    assertThat(
            render("{{#inputs}}{{#a}}{{#b.c}}x{{/b.c}}{{^b.c}}y{{/b.c}}{{/a}}{{/inputs}}", context))
        .isEqualTo("y");
  }

  @Test
  void a_name_that_no_open_section_has_is_missing() {
    assertThat(
            failure(
                "{{#inputs}} {{#list}}{{naem.x}}{{/list}}{{/inputs}}",
                "{'inputs': {'name': 1, 'list': [{'k': 1}]}}"))
        .extracting(p -> p.column() + " " + p.message() + " " + p.suggestion())
        .containsExactly(
            "22 None of the values of the open sections has a member \"naem\". name.x");
    assertThat(failure("{{#inputs}}{{input}}{{/inputs}}", "{'inputs': 1}"))
        .extracting(Problem::suggestion)
        .containsExactly("inputs");
  }

  @Test
  void a_name_that_is_missing_in_many_items_is_told_once() {
    assertThat(failure("{{#inputs}}{{a}}{{b}}{{/inputs}}", "{'inputs': [{}, {'a': 1}, {}]}"))
        .extracting(Problem::reference)
        .containsExactly("a", "b");
  }

  @Test
  void a_root_is_a_root_wherever_it_stands() {
    assertThat(
            render(
                "{{#inputs.item}}{{inputs.x}}{{#inputs}}{{x}}{{/inputs}}{{/inputs.item}}",
                "{'inputs': {'x': 'root', 'item': {'inputs': {'x': 'shadow'}, 'x': 'own'}}}"))
        .isEqualTo("rootroot");
    assertThat(refusal("{{#inputs}}{{steps}}{{/inputs}}"))
        .extracting(Problem::code)
        .containsExactly("UNKNOWN_REFERENCE");
  }

  @Test
  void an_inverted_section_opens_no_value() {
    assertThat(refusal("{{^inputs}}{{name}}{{.}}{{/inputs}}"))
        .extracting(Problem::reference)
        .containsExactly("name", ".");
    assertThat(refusal("{{#inputs}}{{^a}}{{name}}{{.}}{{/a}}{{/inputs}}")).isEmpty();
    assertThat(refusal("{{#inputs}}{{/inputs}}{{name}}")).hasSize(1);
  }

  @Test
  void names_within_a_section_that_is_refused_are_still_relative() {
    assertThat(refusal("{{#city}}{{name}}{{/city}}"))
        .extracting(Problem::reference)
        .containsExactly("city");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`a\n{{#inputs}}\nb\n{{/inputs}}\nc`, `a\nb\nc`",
        "`a\r\n{{#inputs}}\r\nb\r\n{{/inputs}}\r\nc`, `a\r\nb\r\nc`",
        "`  {{#inputs}} \t\nb\n\t{{/inputs}}`, `b\n`",
        "`{{#inputs}}\n{{/inputs}}\n`, ``",
        "`{{#inputs}} x\n{{/inputs}}`, ` x\n`",
        "`{{#inputs}}{{/inputs}}\n`, `\n`",
        "` {{#inputs}} {{/inputs}} \n`, `   \n`",
        "`x {{#inputs}}\n{{/inputs}}`, `x \n`",
        "`{{! a }}\n{{! b }}\nc`, `c`",
        "`{{! a }}{{! b }}\nc`, `\nc`",
        "`{{! a\n b }}\nc`, `c`",
        "`x{{! a\n b }}\nc`, `x\nc`",
        "`{{! a\n b }}{{! d }}\nc`, `\nc`",
        "`{{! a }}\r`, `\r`",
        "`{{! a }}\rx`, `\rx`",
        "`{{! a }}  `, ``",
        "`\r{{! a }}\nx`, `\r\nx`",
        "`{{=| |=}}\n|inputs|\n`, `1\n`",
        "`{{^inputs}}\nx\n{{/inputs}}\ny`, `y`",
        "` {{inputs}} \n`, ` 1 \n`",
        "`\n{{#inputs}}\n\n{{/inputs}}\n\n`, `\n\n\n`",
        "`\u00A0{{! a }}\n`, `\u00A0\n`"
      })
  void lines_with_nothing_but_one_such_tag_vanish_and_all_else_stays(
      String template, String expected) {
    assertThat(render(template, "{'inputs': 1}")).isEqualTo(expected);
  }

  @Test
  void a_comment_or_other_delimiters_make_a_single_tag_a_text() {
    assertThat(render("{{! c }}{{inputs}}", "{'inputs': 1}")).isEqualTo("1");
    assertThat(render("{{=<% %>=}}<%inputs%>", "{'inputs': 1}")).isEqualTo("1");
    assertThat(render("{{#inputs}}{{inputs}}{{/inputs}}", "{'inputs': 1}")).isEqualTo("1");
  }
}
