package dev.sluice.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.examples.cli.progress.Progress;
import dev.sluice.examples.cli.report.ProblemReport;
import dev.sluice.examples.cli.report.RunReport;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.limit.Limits;
import dev.sluice.workflow.Workflow;
import java.nio.file.Path;
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
  @Mixin DbOption db = new DbOption();

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
        DbOption.OpenDb open = db.open(true);
        ServerTools servers = mcp.connect(interruption);
        WorkflowEngine engine =
            Engines.builder(tools, servers, open, progress::say)
                .listener(progress)
                .listener(interruption)
                .build()) {
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

  private Execution execute(
      WorkflowEngine engine, Workflow workflow, ObjectNode values, Progress progress)
      throws Refusal {
    CallerOperations caller = Engines.caller(engine, user);
    interruption.onInterrupt(
        executionId -> {
          progress.say("Interrupted: the run is being cancelled.");
          caller.cancel(executionId);
        });
    return caller.execute(workflow, values);
  }
}
