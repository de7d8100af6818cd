package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.examples.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice show}. */
@Command(
    name = "show",
    header = "Prints the record of an execution in a database.",
    description = "",
    footer = {"", "Exit code: 0, or 2 if there is no such execution."})
final class ShowCommand extends StoredRunCommand {
  @Parameters(paramLabel = "ID", description = "The execution.")
  @SuppressWarnings("NullAway.Init")
  String id;

  ShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int act(CallerOperations caller) {
    terminal.printRecord(find(caller, id).toPrettyJson());
    return ExitCode.SUCCESS;
  }
}
