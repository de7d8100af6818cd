package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstRunTest {
  record WeatherQuery(String city) {}

  record Forecast(String forecast) {}

  @Test
  void the_weather_pipeline_runs() {
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(
                Tools.builder()
                    .tool(
                        "tool_weather_001",
                        WeatherQuery.class,
                        query -> new Forecast("Sunny, 22C in " + query.city()))
                    .tool(
                        "tool_slack_001",
                        call ->
                            ToolResult.of(Map.of("text", call.arguments().get("text").asText())))
                    .build())
            .build();
    Workflow workflow =
        Workflow.builder("Weather Alert Pipeline")
            .step(Step.of("tool_weather_001").input("city", "{{inputs.city}}"))
            .step(Step.of("tool_slack_001").input("text", "Forecast: {{steps.1.result.forecast}}"))
            .build();
    Execution execution = engine.execute(workflow, Map.of("city", "San Francisco"));
    System.out.println(execution.toPrettyJson());
    assertThat(execution.orThrow().result(2).get("text").asText())
        .isEqualTo("Forecast: Sunny, 22C in San Francisco");
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
    assertThat(engine.findExecution(execution.id())).contains(execution);
  }
}
