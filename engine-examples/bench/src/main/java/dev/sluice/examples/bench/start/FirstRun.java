package dev.sluice.examples.bench.start;

import dev.sluice.WorkflowEngine;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.util.Map;

/** A program that executes one workflow and ends. */
public final class FirstRun {
  private FirstRun() {}

  /**
   * Executes a workflow that comes as JSON, as it does to a program that has just started.
   *
   * @param args none
   */
  public static void main(String[] args) {
    String json =
        """
        {"name": "Weather Alert Pipeline", "steps": [
         {"step_number": 1, "tool_id": "weather", "input_mapping": {"city": "{{inputs.city}}"}},
         {"step_number": 2, "tool_id": "slack", "input_mapping":
          {"channel": "{{inputs.channel}}", "text": "Forecast: {{steps.1.result.forecast}}"}}]}
        """;
    try (WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(
                Tools.builder()
                    .tool("weather", call -> ToolResult.of(Map.of("forecast", "Sunny, 22C")))
                    .tool("slack", call -> ToolResult.of(Map.of("ts", "1708100000.000100")))
                    .build())
            .build()) {
      String record =
          engine
              .execute(
                  Workflow.fromJson(json), Map.of("city", "San Francisco", "channel", "#weather"))
              .orThrow()
              .toJson();
      System.out.println(record.isEmpty() ? "nothing" : "done");
    }
  }
}
