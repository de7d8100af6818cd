package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.examples.cli.tools.ExampleTools;
import dev.sluice.mcp.server.McpWorkflowServer;
import dev.sluice.mcp.server.StepProgress;
import dev.sluice.store.Store;
import dev.sluice.tool.SleepTool;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;

/** Puts an engine and its server together for {@code sluice mcp}, and takes them apart again. */
final class McpHost {
  /** Hosts end a server that doesn't end by itself within two seconds or so. */
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private McpHost() {}

  static int serve(McpCommand command) throws Refusal, InterruptedException {
    Terminal terminal = command.terminal;
    StepProgress progress = new StepProgress();
    Duration patience = command.patience();
    PrintStream standardOutput = System.out;
    // It belongs to the protocol; what a library prints goes where the messages for people go.
    System.setOut(System.err);
    try (ServerTools servers = command.mcp.connect(command.interruption);
        WorkflowEngine engine = engine(command, servers, progress)) {
      CallerOperations caller = command.user == null ? engine : caller(engine, command.user);
      WorkflowFolder.register(command.workflows, caller);
      McpWorkflowServer.Builder builder =
          McpWorkflowServer.builder(engine).progress(progress).waitAtMost(patience);
      if (command.user != null) {
        builder.caller(command.user);
      }
      try (McpWorkflowServer server = builder.start(System.in, terminal.out())) {
        command.interruption.onEnd(server::close);
        server.awaitEnd();
      }
    } finally {
      System.setOut(standardOutput);
    }
    return ExitCode.SUCCESS;
  }

  private static WorkflowEngine engine(
      McpCommand command, ServerTools servers, StepProgress progress) throws Refusal {
    WorkflowEngine.Builder builder =
        WorkflowEngine.builder()
            .store(store())
            .tools(
                ExampleTools.of(
                    command.tools.folder(),
                    command.tools.webhook(),
                    command.terminal::printMessage,
                    Clock.systemUTC()))
            .tools(new SleepTool())
            .listener(progress)
            .closePatience(CLOSE_PATIENCE);
    servers.addTo(builder);
    return builder.build();
  }

  /** Where executions are kept. */
  private static Store store() {
    return Store.inMemory();
  }

  private static CallerOperations caller(WorkflowEngine engine, String user) throws Refusal {
    try {
      return engine.as(user);
    } catch (IllegalArgumentException e) {
      throw new Refusal("--as names no caller: " + e.getMessage());
    }
  }
}
