package dev.sluice.examples.embedding;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An order that can't be shipped: the charge is refunded, and then each reservation released. */
public final class OrderSaga {
  private static final Workflow WORKFLOW =
      Workflow.fromJson(
          """
          {"name": "Order", "steps": [
            {"step_number": 1, "tool_id": "reserve", "for_each": "{{inputs.articles}}",
             "input_mapping": {"article": "{{item}}"},
             "compensate": {"tool_id": "release",
                            "input_mapping": {"reservation": "{{steps.1.result}}"}}},
            {"step_number": 2, "tool_id": "charge", "input_mapping": {"amount": "{{inputs.amount}}"},
             "compensate": {"tool_id": "refund", "input_mapping": {"charge": "{{steps.2.result}}"},
                            "retry": {"max_attempts": 3, "initial_delay_ms": 5}}},
            {"step_number": 3, "tool_id": "ship", "input_mapping": {"to": "{{inputs.to}}"}}]}
          """);

  private OrderSaga() {}

  /**
   * Places an order.
   *
   * @param ledger gains what really happened in the shop
   * @return the record
   */
  static Execution run(List<String> ledger) {
    Tools tools =
        Tools.builder()
            .tool(
                "reserve",
                call -> did(ledger, "reserved " + call.arguments().get("article").asText()))
            .tool(
                "release",
                call -> did(ledger, "released: " + call.arguments().get("reservation").asText()))
            .tool("charge", call -> did(ledger, "charged " + call.arguments().get("amount")))
            .tool(
                "refund",
                call -> {
                  if (call.attempt() == 1) {
                    throw new ToolException("busy", "The bank is busy.", true);
                  }
                  return did(ledger, "refunded: " + call.arguments().get("charge").asText());
                })
            .tool(
                "ship",
                call -> {
                  throw new ToolException("no_carrier", "Nobody ships there.", false);
                })
            .build();
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      return engine.execute(
          WORKFLOW, Map.of("articles", List.of("lamp", "desk"), "amount", 120, "to", "the moon"));
    }
  }

  private static ToolResult did(List<String> ledger, String what) {
    ledger.add(what);
    return ToolResult.of(what);
  }

  /**
   * Prints what happened, and the record.
   *
   * @param args none
   */
  public static void main(String[] args) {
    List<String> ledger = new CopyOnWriteArrayList<>();
    Execution execution = run(ledger);
    ledger.forEach(System.out::println);
    System.out.println(execution.toPrettyJson());
  }
}
