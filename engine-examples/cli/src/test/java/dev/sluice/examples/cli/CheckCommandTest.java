package dev.sluice.examples.cli;

import static dev.sluice.examples.cli.Cli.INVOICE;
import static dev.sluice.examples.cli.Cli.WEATHER;
import static dev.sluice.examples.cli.Cli.sluice;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir Path temp;

  private Cli.Result check(String definition) throws IOException {
    return sluice("check", Cli.file(temp, "workflow.json", definition));
  }

  @Test
  void aGoodWorkflowShowsItsInputsAndItsDataFlow() {
    Cli.Result result = sluice("check", WEATHER);
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            Weather Alert Pipeline: 2 steps

            Inputs
              city     string  required  used by step 1
              channel  string  required  used by step 2

            Data flow
              step 1  Weather - Get Forecast (tool_weather_001)
                city  from inputs.city
              step 2  Slack - Send Message (tool_slack_001)
                channel  from inputs.channel
                text     text with steps.1.result.forecast
            """);
  }

  @Test
  void theInvoiceIsGood() {
    Cli.Result result = sluice("check", INVOICE);
    assertThat(result.code()).as(result.out()).isZero();
    assertThat(result.out())
        .contains("  note       any type  optional  used by step 4\n")
        .contains("    format  constant \"json\"\n")
        .contains("    content at /rate      from steps.3.result\n");
  }

  @Test
  void sixDifferentFaultsAreAllShownWithPlacesAndSuggestions() throws IOException {
    Cli.Result result =
        check(
            """
            {"name": "Six faults", "visibilty": "private", "steps": [
              {"step_number": 1, "tool_id": "tool_wether_001",
               "input_mapping": {"city": "{{input.city}}"}},
              {"step_number": 2, "tool_id": "tool_slack_001",
               "input_mapping": {"channel": "{{inputs.channel", "text": "{{steps.1.reslt.forecast}}"}},
              {"step_number": 3, "tool_id": "json.get",
               "input_mapping": {"value": "{{steps.4.result}}", "pointer": ""}}]}
            """);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines().findFirst().orElseThrow()).endsWith("workflow.json: 6 errors");
    assertThat(result.out())
        .contains("UNKNOWN_FIELD at /visibilty:", "Did you mean \"visibility\"?")
        .contains(
            "UNKNOWN_TOOL at /steps/0/tool_id (step 1):", "Did you mean \"tool_weather_001\"?")
        .contains(
            "UNKNOWN_REFERENCE at /steps/0/input_mapping/city, line 1, column 1 (step 1):",
            "Did you mean \"inputs.city\"?")
        .contains("SYNTAX at /steps/1/input_mapping/channel, line 1, column 1 (step 2):")
        .contains(
            "UNKNOWN_REFERENCE at /steps/1/input_mapping/text, line 1, column 1 (step 2):",
            "Did you mean \"steps.1.result.forecast\"?")
        .contains("UNKNOWN_REFERENCE at /steps/2/input_mapping/value, line 1, column 1 (step 3):");
    for (int i = 1; i <= 6; i++) {
      assertThat(result.out()).contains("\n" + i + ") error ");
    }
  }

  @Test
  void warningsComeAfterTheFlowAndAreNoError() throws IOException {
    Cli.Result result =
        check(
            """
            {"name": "Blank", "steps": [{"step_number": 1, "tool_id": "json.get",
              "input_mapping": {"value": " {{inputs.a}}", "pointer": ""}}]}
            """);
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("Blank: 1 step\n")
        .contains("workflow.json: 1 warning\n1) warning ");
  }

  @Test
  void loopsConditionsFallbacksCompensationsAndTheOutputAreShown() throws IOException {
    Cli.Result result =
        check(
            """
            {"name": "Everything", "mode": "parallel", "output": {"all": "{{steps.each.result}}"}, "steps": [
              {"step_number": 1, "id": "each", "tool_id": "tool_weather_001",
               "when": {"not_equals": ["{{inputs.mode}}", "off"]}, "for_each": "{{inputs.cities}}",
               "on_error": {"result": {"forecast": "unknown in {{inputs.mode}}"}},
               "input_mapping": {"city": "{{item}}"}},
              {"step_number": 2, "tool_id": "tool_slack_001",
               "input_mapping": {"channel": "#a", "text": "{{#steps.each.result}}{{forecast}}{{/steps.each.result}}"},
               "compensate": {"tool_id": "tool_slack_001",
                 "input_mapping": {"channel": "{{inputs.channel}}", "text": "undo {{steps.2.result.message_ts}}"}}}]}
            """);
    assertThat(result.code()).as(result.out()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            Everything: 2 steps, each as soon as what it needs is there

            Inputs
              mode     any type  optional  used by step 1
              cities   any type  optional  used by step 1
              channel  any type  optional  used by step 2

            Data flow
              step 1  tool_weather_001
                when at /not_equals/0  from inputs.mode
                for_each               from inputs.cities
                city                   from item
                on_error at /forecast  text with inputs.mode
              step 2  tool_slack_001
                channel              constant "#a"
                text                 text with steps.each.result
                compensate: channel  from inputs.channel
                compensate: text     text with steps.2.result.message_ts
              output
                at /all  from steps.each.result
            """);
  }

  @Test
  void declaredInputsAreShownAsDeclared() throws IOException {
    Cli.Result result =
        check(
            """
            {"name": "Declared",
             "input_schema": {"type": "object", "required": ["city"], "properties": {
               "city": {"type": "string"}, "units": {"type": ["string", "null"], "default": "metric"},
               "note": {}}},
             "steps": [{"step_number": 1, "tool_id": "tool_slack_001",
               "input_mapping": {"channel": "{{inputs.city}}", "text": "{{inputs.units}}{{inputs.note}}"}}]}
            """);
    assertThat(result.code()).as(result.out()).isZero();
    assertThat(result.out())
        .contains(
            """
            Inputs
              city   string          required          used by step 1
              units  string or null  default "metric"  used by step 1
              note   any type        optional          used by step 1
            """);
  }

  @Test
  void aWorkflowWithoutInputsSaysSo() throws IOException {
    assertThat(
            check(
                    """
                    {"name": "None", "steps": [{"step_number": 7, "tool_id": "tool_weather_001",
                      "input_mapping": {"city": "Berlin"}}]}
                    """)
                .out())
        .isEqualTo(
            """
            None: 1 step

            No inputs

            Data flow
              step 7  tool_weather_001
                city  constant "Berlin"
            """);
  }

  @Test
  void namesCantSteerTheTerminal() throws IOException {
    Cli.Result good =
        check(
            """
            {"name": "a\\u202Eb", "steps": [{"step_number": 1, "tool_id": "json.get",
              "input_mapping": {"value": "\\u001B[2J", "pointer": ""}}]}
            """);
    assertThat(good.out()).startsWith("a\\u202Eb: 1 step").doesNotContain("\u001B");
    Cli.Result bad = check("{\"name\": \"a\\u001B[2Jb\", \"x\\u001B[2J\": 1, \"steps\": []}");
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.out()).doesNotContain("\u001B");
  }
}
