package dev.sluice.examples.cli;

import dev.sluice.examples.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code sluice}: its commands, and what becomes of what they throw. */
@Command(
    name = "sluice",
    description = "Runs, checks and serves workflows.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Sluice {
  private Sluice() {}

  /**
   * Runs a command.
   *
   * @param terminal where output goes
   * @param interruption is told of the run that can be cancelled
   * @param arguments as the user gave them
   * @return the exit code
   */
  public static int execute(Terminal terminal, Interruption interruption, String... arguments) {
    CommandLine commands = new CommandLine(new Sluice());
    commands.addSubcommand(new RunCommand(terminal, interruption));
    commands.addSubcommand(new CheckCommand(terminal, interruption));
    commands.addSubcommand(new McpCommand(terminal, interruption));
    commands.addSubcommand(new ResumeCommand(terminal, interruption));
    commands.addSubcommand(new ShowCommand(terminal));
    commands.addSubcommand(new ListCommand(terminal));
    commands.addSubcommand(new CancelCommand(terminal));
    commands.addSubcommand(new ApproveCommand(terminal));
    commands.addSubcommand(new ResolveCommand(terminal));
    commands.getSubcommands().values().forEach(Sluice::addHelp);
    commands.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    // A value that begins with @ is a value, not the name of a file with more arguments.
    commands.setExpandAtFiles(false);
    commands.setParameterExceptionHandler((e, args) -> badUsage(terminal, e));
    commands.setExecutionExceptionHandler((e, command, parsed) -> failed(terminal, e));
    int code = arguments.length == 0 ? noCommand(commands, terminal) : commands.execute(arguments);
    if (terminal.out().checkError()) {
      terminal.printMessage("The output could not be written.");
      return ExitCode.BROKEN;
    }
    return code;
  }

  private static void addHelp(CommandLine command) {
    command.addMixin("help", new HelpOption());
  }

  private static int noCommand(CommandLine commands, Terminal terminal) {
    commands.usage(terminal.err(), Ansi.OFF);
    return ExitCode.REFUSED;
  }

  private static int badUsage(Terminal terminal, ParameterException e) {
    String message = e.getMessage();
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      message += near.isEmpty() ? "" : "\nDid you mean " + String.join(" or ", near) + "?";
    }
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.printMessage(message + "\nTry: " + command + " --help");
    return ExitCode.REFUSED;
  }

  private static int failed(Terminal terminal, Exception e) {
    if (e instanceof Refusal) {
      terminal.printMessage(String.valueOf(e.getMessage()));
      return ExitCode.REFUSED;
    }
    terminal.printMessage("sluice could not do its job: " + e);
    if (System.getenv("SLUICE_DEBUG") != null) {
      e.printStackTrace(terminal.err());
    }
    return ExitCode.BROKEN;
  }
}
