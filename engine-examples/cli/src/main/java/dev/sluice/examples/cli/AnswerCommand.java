package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.WaitingStep;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that answers the question that a step waits for. */
abstract class AnswerCommand extends StoredRunCommand {
  @Parameters(paramLabel = "ID", description = "The execution.")
  @SuppressWarnings("NullAway.Init")
  String id;

  @Option(
      names = "--step",
      paramLabel = "NUMBER",
      description = "The step, if several of them wait.")
  @Nullable Integer step;

  @Option(
      names = "--item",
      paramLabel = "INDEX",
      description = "The item of the step's loop, if several of them wait.")
  @Nullable Integer item;

  AnswerCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  final int act(CallerOperations caller) throws Refusal {
    find(caller, id);
    List<WaitingStep> waiting =
        caller.waiting(id).stream()
            .filter(this::isMeant)
            .filter(one -> step == null || one.stepNumber() == step)
            .filter(one -> item == null || item.equals(one.index()))
            .toList();
    if (waiting.isEmpty()) {
      throw new Refusal("No step of the execution " + id + " waits for that.");
    } else if (waiting.size() > 1) {
      throw new Refusal(
          "Several steps wait: "
              + String.join(", ", waiting.stream().map(AnswerCommand::name).toList())
              + ". Say which with --step and --item.");
    }
    answer(caller, waiting.get(0));
    goesOn();
    return ExitCode.SUCCESS;
  }

  static String name(WaitingStep waiting) {
    return "step "
        + waiting.stepNumber()
        + (waiting.index() == null ? "" : ", item " + waiting.index());
  }

  /** Whether it waits for this kind of answer. */
  abstract boolean isMeant(WaitingStep waiting);

  abstract void answer(CallerOperations caller, WaitingStep waiting) throws Refusal;
}
