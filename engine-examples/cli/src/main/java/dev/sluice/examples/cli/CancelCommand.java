package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.examples.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice cancel}. */
@Command(
    name = "cancel",
    header = "Cancels an execution in a database.",
    description = "",
    footer = {"", "Exit code: 0, or 2 if there is no such execution."})
final class CancelCommand extends StoredRunCommand {
  @Parameters(paramLabel = "ID", description = "The execution.")
  @SuppressWarnings("NullAway.Init")
  String id;

  CancelCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int act(CallerOperations caller) {
    if (find(caller, id).status().isEnded()) {
      terminal.printMessage("The execution " + id + " has ended already.");
    } else {
      caller.cancel(id);
      terminal.printMessage("The execution " + id + " shall be cancelled.");
      goesOn();
    }
    return ExitCode.SUCCESS;
  }
}
