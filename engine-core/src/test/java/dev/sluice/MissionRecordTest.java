package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.execution.Execution;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.testkit.Resources;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Workflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissionRecordTest {
  private static final String GOLDEN = Resources.text("mission/execute_workflow.record.json");

  private final ManualClock clock = ManualClock.at("2026-02-16T12:00:00Z");
  private final RecordingTools tools =
      new RecordingTools()
          .tool(
              "tool_weather_001",
              call -> {
                clock.advance(Duration.ofMillis(340));
                return ToolResult.of(Map.of("forecast", "Partly cloudy, 18C, 10% chance of rain"));
              })
          .tool(
              "tool_slack_001",
              call -> {
                clock.advance(Duration.ofMillis(210));
                return ToolResult.of(Map.of("message_ts", "1708100000.000100"));
              });

  private Execution run() {
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(tools)
            .host(clock.host().ids(() -> "exec_xyz789").build())
            .build();
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("city", "San Francisco");
    inputs.put("channel", "#weather-alerts");
    Workflow workflow = Workflow.fromJson(Resources.text("mission/workflow.json"));
    return engine.as("user_456").execute(workflow, inputs);
  }

  @Test
  void the_missions_example_yields_its_record_character_for_character() {
    assertThat(run().toPrettyJson()).isEqualTo(GOLDEN);
  }

  @Test
  void the_tools_of_the_example_get_the_resolved_arguments() {
    run();
    assertThat(tools.calls().get(0).arguments()).hasToString("{\"city\":\"San Francisco\"}");
    assertThat(tools.calls().get(1).arguments())
        .hasToString(
            "{\"channel\":\"#weather-alerts\",\"text\":\"Forecast: Partly cloudy, 18C, 10% chance"
                + " of rain\"}");
  }

  @Test
  void the_compact_record_has_the_same_content() {
    Execution execution = run();
    assertThat(execution.toJson()).doesNotContain("\n").startsWith("{\"id\":\"exec_xyz789\",");
    assertThat(Execution.fromJson(execution.toJson()).toPrettyJson()).isEqualTo(GOLDEN);
    assertThat(Execution.fromJson(GOLDEN)).isEqualTo(execution);
  }

  /** The page rounds its end of the run up to a second, though it says 550 ms. */
  @Test
  void the_golden_file_is_the_missions_page() throws Exception {
    Path page =
        Path.of(System.getProperty("sluice.shared", "../../shared"))
            .resolve("mission/execute_workflow.txt");
    assumeTrue(Files.exists(page), "skipped: the mission's page isn't beside this checkout");
    assertThat(Files.readString(page))
        .contains(GOLDEN.replace("2026-02-16T12:00:00.550Z", "2026-02-16T12:00:01Z"));
  }
}
