package dev.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepLiteralTest {
  private static JsonNode argumentOf(Step step) {
    Tools tools =
        Tools.builder().tool("echo", call -> ToolResult.of(call.arguments().get("x"))).build();
    Workflow workflow = Workflow.builder("Literals").step(step).build();
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      Execution execution = engine.execute(workflow, Map.of("secret", "leaked")).orThrow();
      return execution.result(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "{{inputs.secret}}",
        "{{#inputs.secret}}x",
        "{{",
        "{{=<% %>=}}<%inputs.secret%>",
        "{{! c }}\n{{>partial}}\r\n"
      })
  void aTextArrivesAsItIs(String text) {
    assertThat(argumentOf(Step.of("echo").literal("x", text)).textValue()).isEqualTo(text);
  }

  @Test
  void noStringInAValueIsATemplate() throws Exception {
    JsonNode value =
        new ObjectMapper()
            .readTree("{\"a\": [\"{{inputs.secret}}\", 1, null, true], \"b\": {\"c\": \"{{x\"}}");
    assertThat(argumentOf(Step.of("echo").literal("x", value))).isEqualTo(value);
  }
}
