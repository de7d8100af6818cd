package dev.sluice.examples.cli;

import dev.sluice.WorkflowEngine;
import dev.sluice.error.Problem;
import dev.sluice.examples.cli.report.FlowReport;
import dev.sluice.examples.cli.report.ProblemReport;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.examples.cli.tools.ExampleTools;
import dev.sluice.limit.Limits;
import dev.sluice.tool.ApprovalTool;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice check}. */
@Command(
    name = "check",
    header = "Checks a workflow without running it.",
    description = {
      "",
      "Prints every problem with its place. For a workflow without errors it prints the",
      "inputs that it takes and where each argument comes from.",
      ""
    },
    footer = {"", "Exit code: 0 no errors (there may be warnings), 2 errors or bad usage."})
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Interruption interruption;

  @Parameters(paramLabel = "WORKFLOW.json", description = "The workflow's definition.")
  @SuppressWarnings("NullAway.Init")
  Path file;

  @Mixin McpOption mcp = new McpOption();

  CheckCommand(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws Refusal, InterruptedException {
    Workflow workflow = Workflow.parse(TextFile.read(file), Limits.defaults());
    Tools tools = ExampleTools.of(null, null, terminal::printMessage, Clock.systemUTC());
    try (ServerTools servers = mcp.connect(interruption)) {
      return check(workflow, tools, servers);
    }
  }

  private int check(Workflow workflow, Tools tools, ServerTools servers) {
    List<Problem> problems;
    WorkflowEngine.Builder builder =
        WorkflowEngine.builder()
            .tools(tools)
            .tools(new SleepTool())
            .tools(new ApprovalTool(call -> {}));
    servers.addTo(builder);
    try (WorkflowEngine engine = builder.build()) {
      problems = engine.check(workflow);
    }
    boolean refused = problems.stream().anyMatch(Problem::isError);
    if (!refused) {
      terminal.printReport(FlowReport.of(workflow, servers.with(tools.catalog())));
    }
    if (!problems.isEmpty()) {
      terminal.printReport((refused ? "" : "\n") + ProblemReport.of(file.toString(), problems));
    }
    return refused ? ExitCode.REFUSED : ExitCode.SUCCESS;
  }
}
