package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.mcp.server.McpWorkflowServer;
import dev.sluice.mcp.server.StepProgress;
import java.io.PrintStream;
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
    try (DbOption.OpenDb open = command.db.open(true);
        ServerTools servers = command.mcp.connect(command.interruption);
        WorkflowEngine engine =
            Engines.builder(command.tools, servers, open, terminal::printMessage)
                .listener(progress)
                .closePatience(CLOSE_PATIENCE)
                .build()) {
      engine.start();
      CallerOperations caller = Engines.caller(engine, command.user);
      WorkflowFolder.register(command.workflows, caller, engine);
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
}
