package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.WaitingStep;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ApprovalTool;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice approve}. */
@Command(
    name = "approve",
    header = "Answers a step that asks a person (the tool approval).",
    description = "",
    footer = {"", "Exit code: 0, or 2 if no such step waits."})
final class ApproveCommand extends AnswerCommand {
  @Option(names = "--reject", description = "Say no.")
  boolean reject;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why not.")
  @Nullable String reason;

  @Option(
      names = "--arguments",
      paramLabel = "JSON",
      description = "Say yes, but to these arguments.")
  @Nullable String arguments;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who answers. Default: the user of the computer.")
  String by = System.getProperty("user.name", "unknown");

  ApproveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  boolean isMeant(WaitingStep waiting) {
    return waiting.toolId().equals(ApprovalTool.ID) && !waiting.isUncertain();
  }

  @Override
  void answer(CallerOperations caller, WaitingStep waiting) throws Refusal {
    caller.decide(waiting.token(), approval());
    terminal.printMessage(
        "The execution "
            + id
            + ", "
            + name(waiting)
            + ", is "
            + (reject ? "rejected." : "approved."));
  }

  private Approval approval() throws Refusal {
    Instant now = Instant.now();
    if (reject) {
      return Approval.rejected(by, now, reason);
    } else if (arguments == null) {
      return Approval.granted(by, now);
    }
    try {
      return Approval.grantedWith(by, now, ExactJson.read(arguments));
    } catch (NotJsonException e) {
      throw new Refusal("--arguments isn't JSON: " + e.getMessage());
    }
  }
}
