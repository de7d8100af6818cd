package dev.sluice.examples.cli;

import dev.sluice.WorkflowEngine;
import dev.sluice.error.Problem;
import dev.sluice.examples.cli.progress.Progress;
import dev.sluice.examples.cli.report.ProblemReport;
import dev.sluice.examples.cli.report.RunReport;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.WaitingStep;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice resume}. */
@Command(
    name = "resume",
    header = "Goes on with the executions in a database that nobody runs.",
    description = {
      "",
      "Each goes on from its last recorded step, with the definition that it started with. One whose",
      "process died is taken up some seconds later. Ends when nothing is left to do: what waits for",
      "a person, or for longer than a minute, stays in the database, and so does what can't go on",
      "here since a tool is missing.",
      ""
    },
    footer = {
      "",
      "Exit code: 0, or 1 if a run failed, was cancelled or could not go on here,",
      "2 bad usage, 3 the program could not do its job."
    })
final class ResumeCommand implements Callable<Integer> {
  /**
   * What nobody holds is taken up at once, and what a dead process held when its lease is over:
   * what is still there then waits, can't go on here, or is run by another process. As much again
   * is for taking it up, which is heard of only when the definition has been compiled and the disk
   * has been written to.
   */
  private static final Duration LONGEST_SILENCE = Engines.LEASE.multipliedBy(2);

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Terminal terminal;
  private final Interruption interruption;

  @Mixin DbOption db = new DbOption();
  @Mixin ToolOptions tools = new ToolOptions();
  @Mixin McpOption mcp = new McpOption();

  ResumeCommand(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws Refusal, InterruptedException {
    Activity activity = new Activity();
    Left left = new Left(new ArrayList<>(), new ArrayList<>());
    try (Progress progress = Progress.of(terminal, System::nanoTime);
        DbOption.OpenDb open = db.require();
        ServerTools servers = mcp.connect(interruption);
        WorkflowEngine engine =
            Engines.builder(tools, servers, open, progress::say)
                .listener(progress)
                .listener(activity)
                .pollInterval(Duration.ofMillis(200))
                .build()) {
      interruption.onEnd(Thread.currentThread()::interrupt);
      engine.start();
      try {
        while (!nothingToDo(engine, open, activity, left)) {
          activity.await(Duration.ofMillis(200));
        }
      } catch (InterruptedException e) {
        progress.say("Interrupted: what isn't done stays in the database.");
      }
    }
    List<Execution> resumed = activity.ended();
    resumed.forEach(execution -> terminal.printReport(RunReport.of(execution)));
    left.waiting.forEach(terminal::printMessage);
    left.unable.forEach(terminal::printMessage);
    if (resumed.isEmpty() && left.waiting.isEmpty() && left.unable.isEmpty()) {
      terminal.printMessage("There is nothing to resume.");
    }
    boolean bad =
        !left.unable.isEmpty()
            || resumed.stream().anyMatch(run -> run.status() != ExecutionStatus.SUCCESS);
    return bad ? ExitCode.RUN_FAILED : ExitCode.SUCCESS;
  }

  /**
   * What stays in the database.
   *
   * @param waiting what others must do first
   * @param unable what could go on if its definition were sound here
   */
  private record Left(List<String> waiting, List<String> unable) {}

  private static boolean nothingToDo(
      WorkflowEngine engine, DbOption.OpenDb db, Activity activity, Left left) {
    left.waiting.clear();
    left.unable.clear();
    boolean silent = activity.isSilentFor(LONGEST_SILENCE);
    for (ExecutionStatus status : List.of(ExecutionStatus.PENDING, ExecutionStatus.RUNNING)) {
      ExecutionQuery query = ExecutionQuery.all().status(status).limit(200);
      List<Execution> page = engine.admin().list(query);
      while (!page.isEmpty()) {
        for (Execution execution : page) {
          if (!silent) {
            return false;
          }
          sort(engine, db, execution, left);
        }
        Execution last = page.get(page.size() - 1);
        query = query.after(last.createdAt(), last.id());
        page = engine.admin().list(query);
      }
    }
    return activity.isIdle();
  }

  private static void sort(
      WorkflowEngine engine, DbOption.OpenDb db, Execution execution, Left left) {
    String named = "The execution " + execution.id();
    Workflow workflow = db.workflow(execution.id());
    List<Problem> errors =
        workflow == null
            ? List.of()
            : engine.check(workflow).stream().filter(Problem::isError).toList();
    if (!errors.isEmpty()) {
      left.unable.add(ProblemReport.of(named + " can't go on here", errors));
    } else {
      String why = why(engine, execution);
      left.waiting.add(named + (why == null ? " is run by another process." : why));
    }
  }

  /** What a run waits for that won't happen soon; null if it can go on, or will soon. */
  private static @Nullable String why(WorkflowEngine engine, Execution execution) {
    List<WaitingStep> waiting = engine.as(execution.userId()).waiting(execution.id());
    Instant soon = Instant.now().plus(LONGEST_WAIT);
    if (waiting.isEmpty()
        || waiting.stream().anyMatch(step -> step.until() != null && step.until().isBefore(soon))) {
      return null;
    }
    WaitingStep first = waiting.get(0);
    String named = " waits in " + AnswerCommand.name(first);
    if (first.isUncertain()) {
      return named + ": nobody knows whether its tool had its effect. sluice resolve says.";
    }
    return named
        + (first.until() == null ? " (" + first.toolId() + ")." : " until " + first.until() + ".");
  }
}
