package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionFailedException;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.execution.StepStatus;
import dev.sluice.limit.Limits;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.testkit.Resources;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailingStepsTest {
  private final ManualClock clock = ManualClock.at("2026-02-16T12:00:00Z");
  private final RecordingTools tools =
      new RecordingTools()
          .echo("first", "third")
          .tool(
              "tool_slack_001",
              call -> {
                clock.advance(Duration.ofMillis(1_500));
                throw new IllegalStateException("channel_not_found");
              });
  private final WorkflowEngine engine =
      WorkflowEngine.builder().tools(tools).host(clock.host().ids(() -> "exec_1").build()).build();
  private final Workflow workflow =
      Workflow.builder("three steps")
          .id("wf_1")
          .step(Step.of("first").input("n", "{{inputs.n}}"))
          .step(Step.of("tool_slack_001").name("Slack - Send Message"))
          .step(Step.of("third").input("r", "{{steps.2.result}}"))
          .build();

  @Test
  void a_failed_step_ends_the_run_and_is_last_in_its_record() {
    Execution execution = engine.execute(workflow, Map.of("n", 1));
    assertThat(execution.toPrettyJson()).isEqualTo(Resources.text("golden/failed.record.json"));
    assertThat(tools.called()).containsExactly("first", "tool_slack_001");
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
    assertThat(engine.findExecution("exec_1")).contains(execution);
  }

  @Test
  void the_record_says_the_same_in_java() {
    Execution execution = engine.execute(workflow, Map.of("n", 1));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error())
        .isEqualTo("Step 2 (Slack - Send Message) failed: channel_not_found");
    assertThat(execution.errorCode()).isNull();
    assertThat(execution.stepResults()).hasSize(2);
    StepResult failed = execution.stepResult(2).orElseThrow();
    assertThat(failed.status()).isEqualTo(StepStatus.FAILED);
    assertThat(failed.error()).isEqualTo("channel_not_found");
    assertThat(failed.errorCode()).isNull();
    assertThat(failed.executionTimeMs()).isEqualTo(1_500);
    assertThat(failed.result().isNull()).isTrue();
    assertThat(execution.stepResult(3)).isEmpty();
    assertThat(execution.completedAt()).isEqualTo("2026-02-16T12:00:01.500Z");
  }

  @Test
  void a_host_that_prefers_exceptions_gets_one() {
    Execution execution = engine.execute(workflow, Map.of("n", 1));
    assertThatThrownBy(execution::orThrow)
        .isInstanceOf(ExecutionFailedException.class)
        .hasMessage(
            "Execution exec_1 is failed: Step 2 (Slack - Send Message) failed: channel_not_found")
        .extracting(e -> ((ExecutionFailedException) e).execution())
        .isSameAs(execution);
  }

  private Execution single(Step step, WorkflowEngine with) {
    return with.execute(Workflow.builder("one").step(step).build(), Map.of("a", Map.of("b", 1)));
  }

  @Test
  void a_missing_value_fails_the_step_with_its_place() {
    RecordingTools echo = new RecordingTools().echo("first", "second");
    Workflow missing =
        Workflow.builder("missing")
            .step(Step.of("first").input("x", "{{inputs.x}}"))
            .step(Step.of("second").input("y", "a {{steps.1.result.x.z}}"))
            .build();
    Execution execution =
        WorkflowEngine.builder().tools(echo).build().execute(missing, Map.of("x", "secret"));
    assertThat(execution.error())
        .startsWith(
            "Step 2 (second) failed: MISSING_VALUE at /steps/1/input_mapping/y, line 1, column 3: ")
        .doesNotContain("secret");
    assertThat(execution.errorCode()).isEqualTo("unresolved_template");
    assertThat(execution.stepResult(2).orElseThrow().errorCode()).isEqualTo("unresolved_template");
    assertThat(echo.called()).containsExactly("first");
  }

  @Test
  void arguments_that_are_too_large_fail_the_step() {
    RecordingTools echo = new RecordingTools().echo("t");
    WorkflowEngine small =
        WorkflowEngine.builder()
            .tools(echo)
            .limits(Limits.builder().argumentsBytes(100).build())
            .build();
    Workflow large =
        Workflow.builder("large")
            .step(Step.of("t").input("a", "{{inputs.t}}").input("b", "{{inputs.t}}"))
            .build();
    Execution execution = small.execute(large, Map.of("t", "x".repeat(60)));
    assertThat(execution.errorCode()).isEqualTo("unresolved_template");
    assertThat(execution.error()).contains("LIMIT_EXCEEDED").contains("100 bytes");
    assertThat(echo.called()).isEmpty();
  }

  @Test
  void a_tools_own_code_is_recorded() {
    RecordingTools coded =
        new RecordingTools()
            .tool(
                "t",
                call -> {
                  throw new ToolException("rate_limited", "Slow down", true);
                });
    Execution execution = single(Step.of("t"), WorkflowEngine.builder().tools(coded).build());
    assertThat(execution.errorCode()).isEqualTo("rate_limited");
    assertThat(execution.toJson())
        .contains("\"error\":\"Slow down\"")
        .endsWith("\"error_code\":\"rate_limited\"}");
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
  }

  @Test
  void results_that_are_too_much_for_one_record_fail_the_step_that_exceeds_it() {
    RecordingTools large = new RecordingTools().tool("t", call -> ToolResult.of("x".repeat(50)));
    WorkflowEngine small =
        WorkflowEngine.builder()
            .tools(large)
            .limits(Limits.builder().recordBytes(120).build())
            .build();
    Workflow three =
        Workflow.builder("w").step(Step.of("t")).step(Step.of("t")).step(Step.of("t")).build();
    Execution execution = small.execute(three);
    assertThat(execution.errorCode()).isEqualTo("result_too_large");
    assertThat(execution.error())
        .isEqualTo("Step 3 (t) failed: The run's results together exceed 120 bytes.");
  }
}
