package dev.sluice.examples.embedding;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/**
 * A diamond in parallel mode: two steps need the first and run at once, the last needs both. Which
 * step waits for which follows from the templates alone.
 */
public final class Diamond {
  private static final Workflow WORKFLOW =
      Workflow.fromJson(
          """
          {"name": "Trip", "mode": "parallel", "steps": [
            {"step_number": 1, "id": "trip", "tool_id": "plan",
             "input_mapping": {"to": "{{inputs.to}}"}},
            {"step_number": 2, "id": "flight", "tool_id": "book",
             "input_mapping": {"what": "flight to {{steps.trip.result.city}}"}},
            {"step_number": 3, "id": "hotel", "tool_id": "book",
             "input_mapping": {"what": "hotel in {{steps.trip.result.city}}"}},
            {"step_number": 4, "tool_id": "mail",
             "input_mapping": {"text": "{{steps.flight.result}}, {{steps.hotel.result}}"}}]}
          """);

  private Diamond() {}

  /**
   * Books a trip. The two bookings wait for each other, so it would never end one after the other.
   *
   * @return the record
   */
  static Execution run() {
    CyclicBarrier both = new CyclicBarrier(2);
    Tools tools =
        Tools.builder()
            .tool("plan", call -> ToolResult.of(Map.of("city", call.arguments().get("to"))))
            .tool(
                "book",
                call -> {
                  both.await(60, TimeUnit.SECONDS);
                  return ToolResult.of(call.arguments().get("what").asText() + ": booked");
                })
            .tool("mail", call -> ToolResult.of(call.arguments().get("text")))
            .build();
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      return engine.execute(WORKFLOW, Map.of("to", "Lisbon"));
    }
  }

  /**
   * Prints the record.
   *
   * @param args none
   */
  public static void main(String[] args) {
    System.out.println(run().toPrettyJson());
  }
}
