package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.refusal;
import static dev.sluice.internal.template.Resolving.render;
import static dev.sluice.internal.template.Resolving.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.error.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which strings are templates, and what the other ones are told. */
class TemplateGrammarTest {
  private static String problem(String template) {
    List<Problem> problems = refusal(template);
    assertThat(problems).as(template).hasSize(1);
    Problem problem = problems.get(0);
    return problem.code() + " " + problem.line() + ":" + problem.column() + " " + problem.message();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{inputs.a}}",
        "{{ inputs.a }}",
        "{{\tinputs.a\n}}",
        "{{{inputs.a}}}",
        "{{{ inputs.a }}}",
        "{{&inputs.a}}",
        "{{& inputs.a }}",
        "{{ &inputs.a }}"
      })
  void three_notations_of_a_variable_mean_the_same_and_blanks_around_the_path_are_fine(
      String template) {
    if (template.equals("{{ &inputs.a }}")) {
      assertThat(problem(template)).contains("the character & is reserved");
    } else {
      assertThat(render(template, "{'inputs': {'a': '<b>&'}}")).isEqualTo("<b>&");
    }
  }

  @Test
  void nothing_is_ever_escaped() {
    String text = "<b>\"it\"&amp;`=/</b>";
    var context = Resolving.inputs(Resolving.text(text));
    assertThat(render("-{{inputs}}{{{inputs}}}{{&inputs}}", context))
        .isEqualTo("-" + text.repeat(3));
    assertThat(render("{{#inputs}}{{.}}{{{.}}}{{&.}}{{/inputs}}", context))
        .isEqualTo(text.repeat(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{", "}", "[", "]", "(", ")", "<", ">", "\"", "'", "`", "|", "\\", ",", ";", "=", "&", "!",
        "?", "*", "%", "^", "#", "+", "~"
      })
  void reserved_characters_are_no_part_of_a_name(String reserved) {
    assertThat(problem("{{inputs.a" + reserved + "b}}"))
        .isEqualTo(
            "SYNTAX 1:1 The tag \"inputs.a"
                + reserved
                + "b\" isn't a path: the character "
                + reserved
                + " is reserved and can't be part of a name.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "/", ":", "@", "-", "_", "é", "😀", "0", "\u00AB", "\uE000"})
  void any_other_character_is_part_of_a_name(String other) {
    String name = "a" + other + "b" + other;
    assertThat(
            resolve("{{inputs." + name + "}}", json("{'inputs': {'" + name + "': 1}}")).intValue())
        .isEqualTo(1);
    assertThat(refusal("{{ inputs." + other + " }}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "' ', white space",
    "'\t', white space",
    "'\u00A0', white space",
    "'\u2003', white space",
    "'\u2028', white space",
    "'\n', white space",
    "'\u0000', control characters",
    "'\u0085', control characters",
    "'\u200B', invisible format characters",
    "'\uFEFF', invisible format characters"
  })
  void blank_and_invisible_characters_are_no_part_of_a_name(String character, String what) {
    assertThat(problem("{{inputs.a" + character + "b}}"))
        .startsWith("SYNTAX 1:1 The tag \"inputs.a")
        .endsWith("isn't a path: a name has no " + what + " in it.");
  }

  @Test
  void lone_surrogates_are_no_part_of_a_name() {
    assertThat(problem("{{inputs.a\uD83D}}")).endsWith("a name has no lone surrogates in it.");
    assertThat(problem("{{inputs.\uDE00a}}")).endsWith("a name has no lone surrogates in it.");
    assertThat(problem("{{inputs.\uD800}}")).endsWith("a name has no lone surrogates in it.");
    assertThat(problem("{{inputs.\uDFFF}}")).endsWith("a name has no lone surrogates in it.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{}}", "{{ }}", "{{{}}}", "{{&}}", "{{#}}", "{{^ }}", "{{/}}"})
  void a_tag_without_a_path_is_refused(String template) {
    assertThat(problem(template))
        .isEqualTo("SYNTAX 1:1 The tag \"\" isn't a path: the path is empty.");
  }

  @ParameterizedTest
  @CsvSource({
    ".inputs, before a dot",
    "inputs..a, before a dot",
    "inputs., after the last dot",
    ".., before a dot",
    "inputs.a., after the last dot"
  })
  void every_dot_is_between_two_names(String path, String where) {
    assertThat(problem("{{" + path + "}}"))
        .isEqualTo(
            "SYNTAX 1:1 The tag \"" + path + "\" isn't a path: there is no name " + where + ".");
  }

  @ParameterizedTest
  @CsvSource({
    "'{{inputs', 1:1",
    "'x {{inputs} y', 1:3",
    "'x\n {{', 2:2",
    "'{{! comment', 1:1",
    "'{{{inputs', 1:1",
    "'{{#', 1:1",
    "'{{=', 1:1",
    "'{{inputs}} {{/', 1:12",
    "'{{!}', 1:1"
  })
  void a_tag_that_is_not_closed_is_refused(String template, String place) {
    assertThat(problem(template))
        .isEqualTo("SYNTAX " + place + " The tag isn't closed; \"}}\" is missing.");
  }

  @Test
  void a_tag_that_is_closed_too_late_is_refused_and_the_next_one_is_still_seen() {
    assertThat(refusal("{{inputs.a} {{inputs.b}} {{city}}"))
        .extracting(p -> p.code() + " " + p.column() + " " + p.message())
        .containsExactly(
            "SYNTAX 1 The tag isn't closed before the next one opens.",
            "UNKNOWN_REFERENCE 26 \"city\" is no root; outside of # sections a reference starts"
                + " with inputs or steps.");
    assertThat(problem("{{#inputs.a} {{inputs.b}}"))
        .isEqualTo("SYNTAX 1:1 The tag isn't closed before the next one opens.");
    assertThat(problem("{{=<% %>=}}<%inputs.a <%inputs.b%>"))
        .isEqualTo("SYNTAX 1:12 The tag isn't closed before the next one opens.");
  }

  @Test
  void a_closing_delimiter_alone_is_text() {
    assertThat(render("a }} b } {c {", "{}")).isEqualTo("a }} b } {c {");
    assertThat(render("{{inputs}}} {{{inputs}}}}", "{'inputs': 1}")).isEqualTo("1} 1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{{{inputs}}", "{{{inputs}} }", "{{{inputs} }}", "{{=<% %>=}}<%{inputs%>"})
  void three_braces_are_closed_by_three(String template) {
    assertThat(problem(template + " {{! }}")).contains("A tag that opens with", "closes with");
  }

  @Test
  void braces_stay_inside_of_other_delimiters() {
    assertThat(render("{{=<% %>=}}-<%{inputs}%><%{ inputs }%>", "{'inputs': 1}")).isEqualTo("-11");
    assertThat(render("{{=| |=}}-|{inputs}||& inputs |", "{'inputs': 1}")).isEqualTo("-11");
    assertThat(render("{{=< }>=}}-<{inputs}}>", "{'inputs': 1}")).isEqualTo("-1");
    assertThat(render("{{=< }=}}-<{inputs}}}", "{'inputs': 1}")).isEqualTo("-1}");
    assertThat(problem("{{=<% %>=}}<%{}%>")).contains("the path is empty");
    assertThat(problem("{{=<% %>=}}<%{%>")).contains("closes with \"}%>\".");
    assertThat(problem("{{=<% %>=}}<%{")).contains("\"%>\" is missing");
    assertThat(problem("{{{")).contains("\"}}\" is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "'{{>inputs}}', Partials, >inputs",
    "'{{> inputs }}', Partials, > inputs",
    "'{{>*inputs}}', Dynamic names, >*inputs",
    "'{{*inputs}}', Dynamic names, *inputs",
    "'{{<inputs}}', Inheritance tags, <inputs",
    "'{{$inputs}}', Inheritance tags, $inputs",
    "'{{%inputs}}', Pragmas, %inputs",
    "'{{?inputs}}', Conditional name tags, ?inputs"
  })
  void what_mustache_has_beyond_the_language_is_refused(
      String template, String construct, String content) {
    assertThat(problem(template))
        .isEqualTo(
            "UNSUPPORTED 1:1 "
                + construct
                + " like \""
                + content
                + "\" aren't part of the template language; write out what they would insert.");
    assertThat(refusal(template).get(0).reference()).isEqualTo(content);
  }

  @Test
  void delimiters_can_be_changed_and_changed_back() {
    String context = "{'inputs': {'a': 1}}";
    assertThat(render("{{=<% %>=}}<%inputs.a%>{{inputs.a}}<%={{ }}=%>{{inputs.a}}", context))
        .isEqualTo("1{{inputs.a}}1");
    assertThat(render("{{= [[\t]] =}}[[inputs.a]]-[[! c ]]", context)).isEqualTo("1-");
    assertThat(render("{{=\n<%\r\n%>\n=}}<%inputs.a%>.", context)).isEqualTo("1.");
    assertThat(render("{{=\\E .*=}}\\Einputs.a.*", context)).isEqualTo("1");
    assertThat(render("{{=<<< >>>=}}<<inputs.a>> <<<inputs.a>>>", context))
        .isEqualTo("<<inputs.a>> 1");
  }

  @Test
  void a_delimiter_may_begin_with_the_other_one_or_with_a_sign() {
    String context = "{'inputs': 1}";
    assertThat(render("{{=< <<=}}a<inputs<<b", context)).isEqualTo("a1b");
    assertThat(render("{{=<< <=}}a<<inputs<b", context)).isEqualTo("a1b");
    for (String sign : List.of("!", "#", "^", "/", "&", "{", ">", "*")) {
      assertThat(render("{{=< " + sign + "=}}a<inputs" + sign + "b", context)).isEqualTo("a1b");
      assertThat(problem("{{=< " + sign + "=}}a<" + sign + "b"))
          .isEqualTo("SYNTAX 1:11 The tag \"\" isn't a path: the path is empty.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{==}}",
        "{{= =}}",
        "{{=<%=}}",
        "{{=a b c=}}",
        "{{=\u00A0 %>=}}",
        "{{=<% \u0001=}}",
        "{{=<% \uD800=}}",
        "{{=<% \uDFFF=}}",
        "{{=\u200B %>=}}",
        "{{=<% \u2003=}}"
      })
  void delimiters_that_are_none_are_refused(String template) {
    assertThat(problem(template + "{{inputs}}"))
        .isEqualTo(
            "SYNTAX 1:1 New delimiters are two groups of visible characters with a blank between"
                + " them, as in {{=<% %>=}}.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{=<% %>}}", "{{=<% %>= }}", "{{=<% %>}} ="})
  void a_change_of_delimiters_is_closed_by_an_equals_sign(String template) {
    assertThat(problem(template + "{{inputs}}"))
        .isEqualTo("SYNTAX 1:1 A tag that changes the delimiters closes with \"=}}\".");
  }

  @Test
  void comments_are_nothing_whatever_is_in_them() {
    assertThat(render("a{{! {{ > # = \n \u0000 }}b{{!}}c{{!!}}d", "{}")).isEqualTo("abcd");
    assertThat(render("{{! only }}", "{}")).isEmpty();
    assertThat(render("{{!}}}", "{}")).isEqualTo("}");
  }

  @Test
  void sections_are_closed_in_order() {
    assertThat(problem("{{#inputs}} x"))
        .isEqualTo("SYNTAX 1:1 The section \"inputs\" isn't closed.");
    assertThat(problem("{{^inputs}} x"))
        .isEqualTo("SYNTAX 1:1 The section \"inputs\" isn't closed.");
    assertThat(problem("x {{/inputs}}"))
        .isEqualTo("SYNTAX 1:3 The tag closes a section \"inputs\", but none is open.");
    assertThat(problem("{{#inputs}}\n {{#inputs.a}} {{/inputs}}"))
        .isEqualTo(
            "SYNTAX 2:16 The tag closes a section \"inputs\", but \"inputs.a\" (line 2, column 2) is"
                + " the innermost one that is open.");
    assertThat(refusal("{{#inputs}}{{/inputs.a}}{{^inputs.b}}"))
        .extracting(Problem::column)
        .containsExactly(12, 1, 25);
    assertThat(refusal("{{#inputs}}{{/ inputs }}{{#inputs.a}}{{#inputs}}{{/inputs}}{{/inputs.a}}"))
        .isEmpty();
  }

  @Test
  void an_unclosed_tag_hides_no_unclosed_section_behind_a_second_problem() {
    assertThat(problem("{{#inputs}} {{/inputs")).startsWith("SYNTAX 1:13 The tag isn't closed;");
  }

  @Test
  void long_and_unprintable_names_are_cut_and_made_visible_in_messages() {
    assertThat(problem("{{inputs." + "n".repeat(300) + "+}}"))
        .contains("\"inputs." + "n".repeat(93) + "…\" isn't");
    assertThat(problem("{{inputs." + "n".repeat(92) + "+}}")).contains("n+\" isn't");
    assertThat(problem("{{a\u0007}}")).contains("\"a\uFFFD\"");
  }
}
