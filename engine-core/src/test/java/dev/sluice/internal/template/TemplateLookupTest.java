package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.refusal;
import static dev.sluice.internal.template.Resolving.render;
import static dev.sluice.internal.template.Resolving.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What references lead to, and what is said of those that lead nowhere. */
class TemplateLookupTest {
  private static final JsonNode CONTEXT =
      json(
          """
          {'inputs': {'city': 'Berlin', 'n': 1.10, 'big': 1e400, 'none': null, 'yes': true,
                      'list': [10, [20], {'k': 'v'}], 'user': {'name': 'Ada', 'class': 'A'},
                      'd.t': 1, '0': 'zero'},
           'steps': {'1': {'result': {'forecast': 'rain'}, 'status': 'success', 'error': null},
                     'forecast': {'result': 7}}}""");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inputs.city | \"Berlin\"",
        "inputs.n | 1.10",
        "inputs.big | 1E+400",
        "inputs.none | null",
        "inputs.yes | true",
        "inputs.list | [10,[20],{\"k\":\"v\"}]",
        "inputs.list.0 | 10",
        "inputs.list.1.0 | 20",
        "inputs.list.2.k | \"v\"",
        "inputs.user.class | \"A\"",
        "inputs.0 | \"zero\"",
        "steps.1.result | {\"forecast\":\"rain\"}",
        "steps.1.result.forecast | \"rain\"",
        "steps.1.status | \"success\"",
        "steps.1.error | null",
        "steps.forecast.result | 7"
      })
  void a_single_tag_yields_the_value_with_its_type(String path, String expected) {
    assertThat(Oracle.json(resolve("{{" + path + "}}", CONTEXT))).isEqualTo(expected);
  }

  @Test
  void within_text_null_is_nothing_and_the_rest_is_compact_json() {
    assertThat(
            render(
                "{{inputs.city}}|{{inputs.n}}|{{inputs.none}}|{{inputs.yes}}|{{inputs.list}}|"
                    + "{{inputs.user}}|{{inputs.big}}",
                CONTEXT))
        .isEqualTo(
            "Berlin|1.10||true|[10,[20],{\"k\":\"v\"}]|{\"name\":\"Ada\",\"class\":\"A\"}|1E+400");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inputs.town | \"inputs\" has no member \"town\".",
        "inputs.city.length | \"inputs.city\" is a string and has no members, so no \"length\".",
        "inputs.n.scale | \"inputs.n\" is a number and has no members, so no \"scale\".",
        "inputs.yes.x | \"inputs.yes\" is a boolean and has no members, so no \"x\".",
        "inputs.none.x | \"inputs.none\" is null and has no members, so no \"x\".",
        "inputs.list.3 | \"inputs.list\" is an array and has no element \"3\".",
        "inputs.list.00 | \"inputs.list\" is an array and has no element \"00\".",
        "inputs.list.size | \"inputs.list\" is an array and has no element \"size\".",
        "inputs.list.2.k.z.y | \"inputs.list.2.k\" is a string and has no members, so no \"z\".",
        "inputs.user.getClass | \"inputs.user\" has no member \"getClass\".",
        "steps.1.result.temp.max | \"steps.1.result\" has no member \"temp\".",
        "steps.2.result.x | \"steps.2.result\" has no value in this run.",
        "steps.forecast.status | \"steps.forecast.status\" has no value in this run."
      })
  void a_missing_value_is_an_error_that_says_where_the_path_ends(String path, String message) {
    List<Problem> problems = failure(Resolving.text("{{" + path + "}}"), CONTEXT);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).code()).isEqualTo("MISSING_VALUE");
    assertThat(problems.get(0).reference()).isEqualTo(path);
    assertThat(problems.get(0).message()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "inputs.ctiy, inputs.city",
    "inputs.City, inputs.city",
    "inputs.user.nmae.first, inputs.user.name.first",
    "steps.1.result.forcast, steps.1.result.forecast",
    "inputs.lisst.0, inputs.list.0",
    "inputs.xxx, ",
    "inputs.nn, "
  })
  void the_nearest_name_is_suggested(String path, String suggestion) {
    assertThat(failure(Resolving.text("-{{" + path + "}}"), CONTEXT))
        .extracting(Problem::suggestion)
        .containsExactly(suggestion);
  }

  @Test
  void a_name_that_no_template_can_write_is_never_suggested() {
    assertThat(
            failure("{{inputs.dot}}{{inputs.dott}}", "{'inputs': {'d.t': 1, 'do t': 2, '...': 1}}"))
        .extracting(Problem::suggestion)
        .containsExactly(null, null);
  }

  @Test
  void missing_roots_are_told_as_such() {
    assertThat(failure("{{inputs}}{{inputs.a}}{{steps.1.result}}", "{}"))
        .extracting(Problem::message)
        .containsExactly(
            "\"inputs\" has no value in this run.",
            "\"inputs\" has no value in this run.",
            "\"steps.1.result\" has no value in this run.");
  }

  @Test
  void indexes_have_as_many_digits_as_they_need() {
    StringBuilder list = new StringBuilder("{'inputs': [0");
    for (int i = 1; i <= 1234; i++) {
      list.append(',').append(i);
    }
    JsonNode context = json(list + "]}");
    assertThat(render("{{inputs.9}} {{inputs.10}} {{inputs.109}} {{inputs.1234}}", context))
        .isEqualTo("9 10 109 1234");
    assertThat(failure(Resolving.text("{{inputs.1235}}{{inputs.4294967297}}"), context)).hasSize(2);
  }

  @Test
  void the_first_twenty_missing_values_get_suggestions() {
    assertThat(failure(Resolving.text("{{inputs.ctiy}}".repeat(21)), CONTEXT))
        .extracting(p -> p.suggestion() != null)
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 21).mapToObj(i -> i < 20).toList());
  }

  @Test
  void each_string_of_a_mapping_yields_its_own_text() {
    JsonNode mapping =
        json(
            "{'a': 'é {{inputs.city}}', 'b': ['{{inputs.n}}!', '{{#inputs.yes}}s{{/inputs.yes}}'],"
                + " 'c': '{{inputs.city}}.'}");
    assertThat(
            Oracle.json(
                dev.sluice.template.TemplateResolver.create().compile(mapping).resolve(CONTEXT)))
        .isEqualTo("{\"a\":\"é Berlin\",\"b\":[\"1.10!\",\"s\"],\"c\":\"Berlin.\"}");
  }

  @Test
  void null_is_not_missing() {
    assertThat(resolve("{{inputs.none}}", CONTEXT).isNull()).isTrue();
    assertThat(render("<{{inputs.none}}>", CONTEXT)).isEqualTo("<>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "city | | \"city\" is no root; outside of # sections a reference starts with inputs or"
            + " steps.",
        "input.city | inputs.city | \"input\" is no root; outside of # sections a reference starts"
            + " with inputs or steps.",
        "Steps.1.result | steps.1.result | \"Steps\" is no root; outside of # sections a reference"
            + " starts with inputs or steps.",
        "stpes | steps | \"stpes\" is no root; outside of # sections a reference starts with inputs"
            + " or steps.",
        "item | | \"item\" is no root; outside of # sections a reference starts with inputs or"
            + " steps.",
        ". | | The tag \".\" means the current item and stands only in a # section.",
        "steps | | \"steps\" alone has no value; ask for steps.<number>.result, .status or .error.",
        "steps.1 | | \"steps.1\" alone has no value; ask for steps.1.result, .status or .error.",
        "steps.0.result | | \"0\" names no step; behind \"steps.\" stands a step's number without"
            + " leading zeros, or its id.",
        "steps.01.result | | \"01\" names no step; behind \"steps.\" stands a step's number without"
            + " leading zeros, or its id.",
        "steps.1a.result | | \"1a\" names no step; behind \"steps.\" stands a step's number without"
            + " leading zeros, or its id.",
        "steps.-a.result | | \"-a\" names no step; behind \"steps.\" stands a step's number without"
            + " leading zeros, or its id.",
        "steps.é.result | | \"é\" names no step; behind \"steps.\" stands a step's number without"
            + " leading zeros, or its id.",
        "steps.a:b.result | | \"a:b\" names no step; behind \"steps.\" stands a step's number"
            + " without leading zeros, or its id.",
        "steps.1.output | | A step has no member \"output\"; it has exactly result, status and"
            + " error.",
        "steps.1.reslt.x.y | steps.1.result.x.y | A step has no member \"reslt\"; it has exactly"
            + " result, status and error.",
        "steps.a_b-9Z.Error | steps.a_b-9Z.error | A step has no member \"Error\"; it has exactly"
            + " result, status and error."
      })
  void a_reference_that_can_not_exist_is_refused_before_anything_runs(
      String path, String suggestion, String message) {
    for (String template : List.of("{{%s}}", "{{#%s}}{{/%s}}", "x{{^%s}}{{/%s}}")) {
      List<Problem> problems = refusal(template.replace("%s", path));
      assertThat(problems).as(template).hasSize(1);
      assertThat(problems.get(0).code()).isEqualTo("UNKNOWN_REFERENCE");
      assertThat(problems.get(0).reference()).isEqualTo(path);
      assertThat(problems.get(0).suggestion()).isEqualTo(suggestion);
      assertThat(problems.get(0).message()).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "9", "10", "1000", "_", "a", "Z9", "a-b", "_0-", "az_AZ09-"})
  void numbers_and_ids_name_steps(String key) {
    assertThat(refusal("{{steps." + key + ".result}}")).isEmpty();
  }

  @Test
  void a_very_long_unknown_name_is_told_without_looking_for_near_ones() {
    String name = "inputs".repeat(20);
    assertThat(refusal("{{" + name + "}}")).extracting(Problem::suggestion).containsOnlyNulls();
    assertThat(refusal("{{steps.1." + name + "}}"))
        .extracting(Problem::suggestion)
        .containsOnlyNulls();
    String[] long64 = {"n".repeat(64), "n".repeat(65)};
    assertThat(
            failure(
                Resolving.text("{{inputs." + long64[0] + "}}{{inputs." + long64[1] + "}}"),
                json("{'inputs': {'" + "n".repeat(63) + "': 1}}")))
        .extracting(Problem::suggestion)
        .containsExactly("inputs." + "n".repeat(63), null);
  }

  @Test
  void a_whole_value_is_looked_up_in_the_context_as_it_is_now() {
    var template =
        dev.sluice.template.TemplateResolver.create().compile(Resolving.text("{{inputs}}"));
    assertThat(template.resolve(json("{'inputs': 1}")).intValue()).isEqualTo(1);
    assertThat(template.resolve(json("{'inputs': 2}")).intValue()).isEqualTo(2);
  }
}
