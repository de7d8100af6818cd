package dev.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.WorkflowEngine;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.limit.Limits;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.testkit.Resources;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each faulty document is refused with all of its problems: {@code problems/<case>.txt}. */
@Timeout(60)
class DefinitionFaultsTest {
  private static final String STEP = "{\"step_number\":1,\"tool_id\":\"t\"}";

  private static List<Problem> refused(String json) {
    DefinitionRefusedException e =
        catchThrowableOfType(DefinitionRefusedException.class, () -> Workflow.fromJson(json));
    assertThat(e).as("the document must be refused").isNotNull();
    assertThat(e.problems()).isEqualTo(Workflow.parse(json, Limits.defaults()).problems());
    return e.problems();
  }

  private static Problem only(String json) {
    List<Problem> problems = refused(json);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static String named(String name) {
    return "{\"name\":\"" + name + "\",\"steps\":[" + STEP + "]}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every_fault_at_once",
        "extension_fields",
        "no_steps",
        "empty_steps",
        "not_an_object",
        "trailing_text",
        "not_json",
        "unknown_word",
        "empty_document"
      })
  void a_faulty_document_is_refused_with_all_problems_of_its_form(String name) {
    assertThat(Problem.format(refused(Resources.text("definitions/" + name + ".json"))))
        .isEqualTo(Resources.text("definitions/" + name + ".txt"));
  }

  @Test
  void an_engine_adds_what_it_knows_of_tools_and_references_and_calls_nothing() {
    RecordingTools tools = new RecordingTools().echo("weather.get", "slack.send");
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    Workflow workflow = Workflow.fromJson(Resources.text("definitions/unknown_tools.json"));
    String expected = Resources.text("definitions/unknown_tools.txt");
    assertThat(Problem.format(engine.check(workflow))).isEqualTo(expected);
    DefinitionRefusedException e =
        catchThrowableOfType(DefinitionRefusedException.class, () -> engine.execute(workflow));
    assertThat(Problem.format(e.problems())).isEqualTo(expected);
    assertThat(e).hasMessageContaining(expected);
    assertThat(
            catchThrowableOfType(DefinitionRefusedException.class, () -> engine.register(workflow))
                .problems())
        .isEqualTo(e.problems());
    assertThat(tools.calls()).isEmpty();
  }

  @Test
  void a_faulty_document_that_was_parsed_is_checked_further_and_never_run() {
    RecordingTools tools = new RecordingTools().echo("t");
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    Workflow faulty =
        Workflow.parse(
            "{\"nam\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"u\"}]}", Limits.defaults());
    assertThat(engine.check(faulty))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.REQUIRED, ProblemCode.UNKNOWN_TOOL, ProblemCode.UNKNOWN_FIELD);
    assertThat(
            catchThrowableOfType(DefinitionRefusedException.class, () -> engine.execute(faulty))
                .problems())
        .hasSize(3);
    assertThat(tools.calls()).isEmpty();
  }

  @Test
  void what_stands_for_a_step_and_is_none_moves_no_other_step() {
    RecordingTools tools = new RecordingTools().echo("t");
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    Workflow faulty =
        Workflow.parse(
            "{\"name\":\"x\",\"steps\":[null,7,{\"step_number\":1,\"tool_id\":\"u\"}]}",
            Limits.defaults());
    assertThat(engine.check(faulty))
        .extracting(Problem::pointer)
        .containsExactly("/steps/0", "/steps/1", "/steps/2/tool_id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{`|Unexpected end-of-input: expected close marker for Object (start marker at line 1, column 1).",
        "`{\"a\":[1,2}`|Unexpected close marker '}': expected ']' (for Array starting at line 1, column 6).",
        "`/*x*/{}`|Unexpected character ('/' (code 47)): JSON has no comments.",
        "`{\"a\":hunter2}`|There is a word that is neither true, false nor null; text needs double quotes.",
      })
  void what_is_no_json_is_told_in_words_of_our_own(String json, String reason) {
    assertThat(only(json).message()).isEqualTo("The document isn't JSON: " + reason);
  }

  // ---- bounds ----

  @Test
  void a_document_may_have_2_mi_characters_and_no_more() {
    String rest = named("x");
    int blanks = 2 * 1024 * 1024 - rest.length();
    assertThat(Workflow.fromJson(" ".repeat(blanks) + rest).name()).isEqualTo("x");
    Problem problem = only(" ".repeat(blanks + 1) + rest);
    assertThat(problem.code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    assertThat(problem.message())
        .isEqualTo("The document has 2097153 characters; at most 2097152 are admitted.");
  }

  private static String deep(int levels) {
    return "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"t\",\"input_mapping\":{\"a\":"
        + "[".repeat(levels)
        + "]".repeat(levels)
        + "}}]}";
  }

  @Test
  void a_document_may_be_64_levels_deep_and_no_deeper() {
    assertThat(Workflow.fromJson(deep(60)).steps()).hasSize(1);
    Problem problem = only(deep(61));
    assertThat(problem.code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    assertThat(problem.pointer()).isEqualTo("/steps/0/input_mapping/a" + "/0".repeat(60));
    assertThat(problem.message()).isEqualTo("The document is nested deeper than 64 levels.");
    assertThat(only(deep(500_000)).code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
  }

  @Test
  void a_document_may_have_100000_tokens_and_no_more() {
    String many =
        "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"t\",\"input_mapping\":{\"a\":["
            + "1,".repeat(99_999)
            + "1]}}]}";
    Problem problem = only(many);
    assertThat(problem.code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    assertThat(problem.message()).isEqualTo("The document has more than 100000 tokens.");
    assertThat(Workflow.fromJson(many.replace("1,".repeat(99_999), "1,".repeat(99_900))).name())
        .isEqualTo("x");
  }

  private static String steps(int count) {
    return "{\"name\":\"x\",\"steps\":["
        + IntStream.rangeClosed(1, count)
            .mapToObj(i -> "{\"step_number\":" + i + ",\"tool_id\":\"t\"}")
            .collect(Collectors.joining(","))
        + "]}";
  }

  @Test
  void a_workflow_may_have_1000_steps_and_no_more() {
    assertThat(Workflow.fromJson(steps(1000)).steps()).hasSize(1000);
    Problem problem = only(steps(1001));
    assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_VALUE);
    assertThat(problem.pointer()).isEqualTo("/steps");
    assertThat(problem.message())
        .isEqualTo("A workflow has 1 to 1000 steps, but this one has 1001.");
  }

  @Test
  void names_are_counted_in_code_points() {
    assertThat(Workflow.fromJson(named("\uD83D\uDE00".repeat(128))).name()).hasSize(256);
    assertThat(only(named("\uD83D\uDE00".repeat(129))).pointer()).isEqualTo("/name");
    assertThat(Workflow.fromJson(named("x").replace("\"t\"", "\"" + "t".repeat(256) + "\"")))
        .isNotNull();
    assertThat(only(named("x").replace("\"t\"", "\"" + "t".repeat(257) + "\"")).pointer())
        .isEqualTo("/steps/0/tool_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\n", "\\u007f", "\\u0085", "\\ud800", "\\udc00x"})
  void names_have_neither_controls_nor_lone_surrogates(String bad) {
    Problem problem = only(named("a" + bad));
    assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_VALUE);
    assertThat(problem.pointer()).isEqualTo("/name");
    assertThat(problem.toString()).matches("[ -~]*");
  }

  @Test
  void a_message_never_shows_more_of_a_name_than_a_line() {
    String nasty = "x\u202e\\n\u001b[31m".replace("\u001b", "\\u001b") + "y".repeat(10_000);
    Problem problem = only(named("x").replace("\"tool_id\"", "\"" + nasty + "\":1,\"tool_id\""));
    assertThat(problem.message()).hasSizeLessThan(500);
    assertThat(Objects.requireNonNull(problem.reference())).hasSizeLessThanOrEqualTo(200);
    assertThat(problem.reference()).doesNotContain("\n").doesNotContain("\u001b");
  }
}
