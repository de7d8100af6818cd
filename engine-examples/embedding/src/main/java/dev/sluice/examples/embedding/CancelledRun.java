package dev.sluice.examples.embedding;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A run that is cancelled while a tool is at work: it is interrupted, and nothing starts after it.
 */
public final class CancelledRun {
  private static final Workflow WORKFLOW =
      Workflow.fromJson(
          """
          {"name": "Export", "steps": [
            {"step_number": 1, "tool_id": "open", "compensate": {"tool_id": "discard"}},
            {"step_number": 2, "tool_id": "copy"},
            {"step_number": 3, "tool_id": "publish"}]}
          """);

  private CancelledRun() {}

  /**
   * Starts an export and thinks better of it.
   *
   * @return the record
   * @throws InterruptedException if this thread is interrupted
   */
  static Execution run() throws InterruptedException {
    CountDownLatch copying = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Tools tools =
        Tools.builder()
            .tool("open", call -> ToolResult.of("opened"))
            .tool("discard", call -> ToolResult.of("discarded"))
            .tool(
                "copy",
                call -> {
                  copying.countDown();
                  never.await(); // heeds its interruption, as whatever blocks in Java does
                  return ToolResult.of("copied");
                })
            .tool("publish", call -> ToolResult.of("published"))
            .build();
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      Execution pending = engine.submit(WORKFLOW, Map.of());
      copying.await();
      engine.cancel(pending.id());
      return engine.await(pending.id(), Duration.ofSeconds(60));
    }
  }

  /**
   * Prints the record.
   *
   * @param args none
   * @throws InterruptedException if this thread is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    System.out.println(run().toPrettyJson());
  }
}
