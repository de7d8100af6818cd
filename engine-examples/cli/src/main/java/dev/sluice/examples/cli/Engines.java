package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.examples.cli.tools.ExampleTools;
import dev.sluice.tool.ApprovalTool;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.Tools;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts engines together: the command line's tools, those of servers, a database. */
final class Engines {
  /** So long after its process died, a run is taken up again. */
  static final Duration LEASE = Duration.ofSeconds(5);

  private Engines() {}

  static WorkflowEngine.Builder builder(
      ToolOptions options, ServerTools servers, DbOption.OpenDb db, Consumer<String> printer)
      throws Refusal {
    Tools tools = ExampleTools.of(options.folder(), options.webhook(), printer, Clock.systemUTC());
    Requests requests = new Requests(db.name(), printer);
    WorkflowEngine.Builder builder =
        WorkflowEngine.builder()
            .tools(tools)
            .tools(new SleepTool())
            .tools(new ApprovalTool(requests::ask))
            .listener(requests);
    servers.addTo(builder);
    db.addTo(builder);
    return builder;
  }

  static CallerOperations caller(WorkflowEngine engine, @Nullable String user) throws Refusal {
    if (user == null) {
      return engine;
    }
    try {
      return engine.as(user);
    } catch (IllegalArgumentException e) {
      throw new Refusal("--as names no caller: " + e.getMessage());
    }
  }
}
