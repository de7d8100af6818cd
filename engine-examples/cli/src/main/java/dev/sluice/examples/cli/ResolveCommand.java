package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.WaitingStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice resolve}. */
@Command(
    name = "resolve",
    header = "Says what became of a call whose outcome a crash left unknown.",
    description = "",
    footer = {"", "Exit code: 0, or 2 if no such step waits."})
final class ResolveCommand extends AnswerCommand {
  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init")
  Answer answer;

  /** One of the three answers. */
  static final class Answer {
    @Option(
        names = "--result",
        paramLabel = "JSON",
        description = "It had its effect, with this result.")
    @Nullable String result;

    @Option(names = "--retry", description = "Call the tool again.")
    boolean retry;

    @Option(names = "--fail", paramLabel = "TEXT", description = "Let the step fail.")
    @Nullable String failure;
  }

  ResolveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  boolean isMeant(WaitingStep waiting) {
    return waiting.isUncertain();
  }

  @Override
  void answer(CallerOperations caller, WaitingStep waiting) throws Refusal {
    caller.resolve(waiting.token(), resolution());
    terminal.printMessage("The execution " + id + ", " + name(waiting) + ", is resolved.");
  }

  private Resolution resolution() throws Refusal {
    if (answer.result == null) {
      return answer.failure == null ? Resolution.retry() : Resolution.fail(answer.failure);
    }
    try {
      return Resolution.result(ExactJson.read(answer.result));
    } catch (NotJsonException e) {
      throw new Refusal("--result isn't JSON: " + e.getMessage());
    }
  }
}
