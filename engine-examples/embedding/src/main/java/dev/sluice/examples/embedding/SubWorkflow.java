package dev.sluice.examples.embedding;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.Map;

/** A workflow as a tool of another: it runs as an execution of its own, once for each item. */
public final class SubWorkflow {
  private static final Workflow GREETING =
      Workflow.fromJson(
          """
          {"id": "greeting", "name": "Greeting", "steps": [
            {"step_number": 1, "tool_id": "upper", "input_mapping": {"text": "{{inputs.name}}"}}],
           "output": "Hello {{steps.1.result}}"}
          """);

  private static final Workflow PARTY =
      Workflow.fromJson(
          """
          {"name": "Party", "steps": [
            {"step_number": 1, "tool_id": "workflow:greeting", "for_each": "{{inputs.guests}}",
             "max_concurrency": 2, "input_mapping": {"name": "{{item}}"}}]}
          """);

  private SubWorkflow() {}

  /**
   * Greets two guests.
   *
   * @return the record of the party, and after it those of the greetings
   */
  static List<Execution> run() {
    Tools tools =
        Tools.builder()
            .tool(
                "upper",
                call ->
                    ToolResult.of(
                        call.arguments().get("text").asText().toUpperCase(java.util.Locale.ROOT)))
            .build();
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      engine.register(GREETING);
      Execution party = engine.execute(PARTY, Map.of("guests", List.of("Ada", "Grace")));
      List<Execution> records = new java.util.ArrayList<>(List.of(party));
      records.addAll(engine.list(ExecutionQuery.all().workflow("greeting")));
      return records;
    }
  }

  /**
   * Prints the records.
   *
   * @param args none
   */
  public static void main(String[] args) {
    run().forEach(execution -> System.out.println(execution.toPrettyJson()));
  }
}
