package dev.sluice.examples.embedding;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ApprovalTool;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** A payout that a person must approve, from another thread, while {@code execute} waits. */
public final class Payout {
  private static final Workflow WORKFLOW =
      Workflow.fromJson(
          """
          {"name": "Payout", "steps": [
            {"step_number": 1, "id": "ok", "tool_id": "approval",
             "input_mapping": {"message": "Pay {{inputs.amount}} to {{inputs.to}}?",
                               "arguments": {"amount": "{{inputs.amount}}", "to": "{{inputs.to}}"}}},
            {"step_number": 2, "tool_id": "pay",
             "input_mapping": {"order": "{{steps.ok.result.arguments}}"}}]}
          """);

  private Payout() {}

  /**
   * Asks for 500 to be paid.
   *
   * @param clerk answers a question
   * @return the record
   * @throws InterruptedException if this thread is interrupted
   */
  static Execution run(Function<String, Approval> clerk) throws InterruptedException {
    BlockingQueue<Map.Entry<String, String>> inbox = new LinkedBlockingQueue<>();
    Tools tools = Tools.builder().tool("pay", call -> ToolResult.of(call.arguments())).build();
    try (WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(tools)
            .tools(
                new ApprovalTool(
                    call ->
                        inbox.add(
                            Map.entry(
                                call.completionToken(), call.arguments().get("message").asText()))))
            .build()) {
      Thread desk =
          new Thread(
              () -> {
                try {
                  Map.Entry<String, String> request = inbox.take();
                  engine.decide(request.getKey(), clerk.apply(request.getValue()));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "desk");
      desk.start();
      Execution execution = engine.execute(WORKFLOW, Map.of("amount", 500, "to", "acme"));
      desk.join();
      return execution;
    }
  }

  /**
   * Prints the record of a payout that was granted, but smaller.
   *
   * @param args none
   * @throws InterruptedException if this thread is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    Execution execution =
        run(
            question -> {
              System.out.println(question);
              return Approval.grantedWith(
                  "alice",
                  Instant.now(),
                  com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                      .objectNode()
                      .put("amount", 300)
                      .put("to", "acme"));
            });
    System.out.println(execution.toPrettyJson());
  }
}
