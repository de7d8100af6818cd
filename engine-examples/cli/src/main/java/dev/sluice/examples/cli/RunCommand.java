package dev.sluice.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.CallerOperations;
import dev.sluice.CallerView;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.examples.cli.progress.Progress;
import dev.sluice.examples.cli.report.ProblemReport;
import dev.sluice.examples.cli.report.RunReport;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.examples.cli.tools.ExampleTools;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.limit.Limits;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice run}. */
@Command(
    name = "run",
    header = "Runs a workflow and prints its result.",
    description = "",
    footer = {
      "",
      "Progress and messages go to standard error, the result to standard output.",
      "Exit code: 0 success, 1 the run failed, 2 bad usage or a refused workflow,",
      "3 the program could not do its job."
    })
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Interruption interruption;

  @Parameters(paramLabel = "WORKFLOW.json", description = "The workflow's definition.")
  @SuppressWarnings("NullAway.Init")
  Path file;

  @Mixin InputOptions inputs = new InputOptions();
  @Mixin ToolOptions tools = new ToolOptions();
  @Mixin McpOption mcp = new McpOption();

  @Option(names = "--as", paramLabel = "USER", description = "Whose run it is.")
  @Nullable String user;

  @Option(names = "--json", description = "Print the execution record, and no progress.")
  boolean json;

  RunCommand(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws Refusal, InterruptedException {
    Workflow workflow = Workflow.parse(TextFile.read(file), Limits.defaults());
    ObjectNode values = inputs.read();
    Execution execution;
    try (Progress progress =
            json ? Progress.quiet(terminal) : Progress.of(terminal, System::nanoTime);
        ServerTools servers = mcp.connect(interruption);
        WorkflowEngine engine = engine(progress, servers)) {
      List<Problem> problems = engine.check(workflow);
      boolean refused = problems.stream().anyMatch(Problem::isError);
      if (refused || (!problems.isEmpty() && !json)) {
        progress.say(ProblemReport.of(file.toString(), problems));
      }
      if (refused) {
        return ExitCode.REFUSED;
      }
      execution = execute(engine, workflow, values, progress);
    } catch (InputsRefusedException e) {
      terminal.printMessage(ProblemReport.of("The inputs are refused", e.problems()));
      return ExitCode.REFUSED;
    }
    if (json) {
      terminal.printRecord(execution.toPrettyJson());
    } else {
      terminal.printReport(RunReport.of(execution));
    }
    boolean success = execution.status() == ExecutionStatus.SUCCESS;
    return success ? ExitCode.SUCCESS : ExitCode.RUN_FAILED;
  }

  private WorkflowEngine engine(Progress progress, ServerTools servers) throws Refusal {
    Tools all = ExampleTools.of(tools.folder(), tools.webhook(), progress::say, Clock.systemUTC());
    WorkflowEngine.Builder builder =
        WorkflowEngine.builder()
            .tools(all)
            .tools(new SleepTool())
            .listener(progress)
            .listener(interruption);
    servers.addTo(builder);
    return builder.build();
  }

  private Execution execute(
      WorkflowEngine engine, Workflow workflow, ObjectNode values, Progress progress)
      throws Refusal {
    CallerOperations caller = user == null ? engine : caller(engine, user);
    interruption.onInterrupt(
        executionId -> {
          progress.say("Interrupted: the run is being cancelled.");
          caller.cancel(executionId);
        });
    return caller.execute(workflow, values);
  }

  private static CallerView caller(WorkflowEngine engine, String user) throws Refusal {
    try {
      return engine.as(user);
    } catch (IllegalArgumentException e) {
      throw new Refusal("--as names no caller: " + e.getMessage());
    }
  }
}
