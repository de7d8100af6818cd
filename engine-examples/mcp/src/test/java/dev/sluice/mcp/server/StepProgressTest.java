package dev.sluice.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.mcp.server.StepProgress.Watch;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StepProgressTest {
  /** Opens the latch once a run has ended. */
  private static ExecutionListener end(CountDownLatch heard) {
    return new ExecutionListener() {
      @Override
      public void ended(Execution execution) {
        heard.countDown();
      }
    };
  }

  @Test
  void aStepThatNobodyWatchedIsToldBeforeTheLaterStepsWhoseEventsCameFirst() throws Exception {
    StepProgress progress = new StepProgress();
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Tools tools =
        Tools.builder()
            .tool("first", call -> ToolResult.of(1))
            .tool(
                "second",
                call -> {
                  second.countDown();
                  go.await();
                  return ToolResult.of(2);
                })
            .build();
    CountDownLatch heard = new CountDownLatch(1);
    List<String> told = new ArrayList<>();
    try (WorkflowEngine engine =
        WorkflowEngine.builder().tools(tools).listener(progress).listener(end(heard)).build()) {
      Workflow workflow =
          Workflow.builder("Two").step(Step.of("first")).step(Step.of("second")).build();
      Execution started = engine.submit(workflow, Map.of());
      second.await();
      try (Watch watch =
          progress.watch(
              started.id(),
              (steps, number, name, status) ->
                  told.add(steps + ": " + number + " " + status.text()))) {
        Execution middle = engine.findExecution(started.id()).orElseThrow();
        go.countDown();
        assertThat(heard.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEmpty();
        watch.catchUp(middle);
        assertThat(told).containsExactly("1: 1 success", "2: 2 success");
        watch.catchUp(engine.findExecution(started.id()).orElseThrow());
        assertThat(told).hasSize(2);
      }
    }
  }

  @Test
  void aStepThatEndsAfterTheLastRecordIsntTold() throws Exception {
    StepProgress progress = new StepProgress();
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(1);
    Tools tools =
        Tools.builder()
            .tool(
                "only",
                call -> {
                  go.await();
                  return ToolResult.of(1);
                })
            .build();
    List<String> told = new ArrayList<>();
    try (WorkflowEngine engine =
        WorkflowEngine.builder().tools(tools).listener(progress).listener(end(heard)).build()) {
      Execution started =
          engine.submit(Workflow.builder("One").step(Step.of("only")).build(), Map.of());
      try (Watch watch =
          progress.watch(
              started.id(), (steps, number, name, status) -> told.add(number + status.text()))) {
        watch.finish(started);
        go.countDown();
        assertThat(heard.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEmpty();
      }
    }
  }
}
