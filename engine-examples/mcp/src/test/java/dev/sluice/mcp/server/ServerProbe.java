package dev.sluice.mcp.server;

import dev.sluice.WorkflowEngine;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;

/** A server on the process's own streams. */
public final class ServerProbe {
  private ServerProbe() {}

  public static void main(String[] none) throws Exception {
    Tools tools =
        Tools.builder().tool("echo", call -> ToolResult.of(call.arguments().get("value"))).build();
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      Workflow unused =
          engine.register(
              Workflow.builder("Echo")
                  .id("echo")
                  .step(Step.of("echo").input("value", "{{inputs.value}}"))
                  .build());
      try (McpWorkflowServer server =
          McpWorkflowServer.builder(engine).start(System.in, System.out)) {
        server.awaitEnd();
      }
    }
  }
}
