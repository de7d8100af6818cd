package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepOrderTest {
  private final RecordingTools tools = new RecordingTools().echo("a", "b", "c");
  private final WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();

  @Test
  void steps_run_by_number_however_they_are_written() {
    Workflow workflow =
        Workflow.fromJson(
            "{\"name\":\"x\",\"steps\":["
                + "{\"step_number\":2147483647,\"tool_id\":\"c\",\"input_mapping\":{\"x\":\"{{steps.20.result.x}}\"}},"
                + "{\"step_number\":3,\"tool_id\":\"a\",\"input_mapping\":{\"x\":1}},"
                + "{\"step_number\":20,\"tool_id\":\"b\",\"input_mapping\":{\"x\":\"{{steps.3.result.x}}\"}}]}");
    Execution execution = engine.execute(workflow);
    assertThat(tools.called()).containsExactly("a", "b", "c");
    assertThat(execution.orThrow().stepResults())
        .extracting(StepResult::stepNumber)
        .containsExactly(3, 20, 2147483647);
    assertThat(execution.result(2147483647)).hasToString("{\"x\":1}");
    assertThat(workflow.steps()).extracting(Step::stepNumber).containsExactly(2147483647, 3, 20);
  }

  @Test
  void a_thousand_steps_run_in_order() {
    Workflow.Builder builder = Workflow.builder("long").step(Step.of("a").input("n", "1"));
    for (int i = 2; i <= 1000; i++) {
      builder.step(Step.of("a").input("n", "{{steps." + (i - 1) + ".result.n}}"));
    }
    Execution execution = engine.execute(builder.build());
    assertThat(execution.orThrow().stepResults()).hasSize(1000);
    assertThat(execution.result(1000)).hasToString("{\"n\":\"1\"}");
  }

  @Test
  void an_unknown_tool_is_a_failed_step_where_the_invoker_cannot_say_what_it_has() {
    WorkflowEngine open =
        WorkflowEngine.builder()
            .tools(
                call -> {
                  if (call.toolId().equals("known")) {
                    return ToolResult.of("ok");
                  }
                  throw new dev.sluice.tool.ToolException(
                      "unknown_tool", "There is no tool with the id " + call.toolId(), false);
                })
            .build();
    Workflow workflow =
        Workflow.builder("x").step(Step.of("known")).step(Step.of("unknown")).build();
    assertThat(open.check(workflow)).isEmpty();
    Execution execution = open.execute(workflow);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("unknown_tool");
    assertThat(execution.error())
        .isEqualTo("Step 2 (unknown) failed: There is no tool with the id unknown");
    assertThat(List.of(execution.stepResults().size())).containsExactly(2);
  }

  @Test
  void an_engine_without_tools_refuses_every_workflow() {
    WorkflowEngine bare = WorkflowEngine.builder().build();
    assertThat(bare.check(Workflow.builder("x").step(Step.of("a")).build()))
        .singleElement()
        .satisfies(
            p -> assertThat(p.message()).isEqualTo("There is no tool \"a\"; the tools are none."));
  }
}
