package dev.sluice.examples.cli;

import dev.sluice.examples.cli.terminal.Terminal;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice mcp}. What it does is {@link McpHost}'s: this class is loaded by every command. */
@Command(
    name = "mcp",
    header = "Serves workflows as tools over MCP.",
    description = {
      "",
      "Speaks the Model Context Protocol over standard input and output, for an MCP host that",
      "starts it. Messages for people go to standard error.",
      ""
    },
    footer = {
      "",
      "Ends when its input ends. Exit code: 0 then, 2 bad usage or a refused workflow,",
      "3 the program could not do its job."
    })
final class McpCommand implements Callable<Integer> {
  private static final BigDecimal MOST_SECONDS = new BigDecimal(1_000_000_000);

  final Terminal terminal;
  final Interruption interruption;

  @Option(
      names = "--workflows",
      paramLabel = "DIR",
      required = true,
      description = {
        "The folder whose *.json files are the workflows. One",
        "without an id has the name of its file."
      })
  @SuppressWarnings("NullAway.Init")
  Path workflows;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = {
        "How long a call waits for its run; a longer one is",
        "answered as running. Default: ${DEFAULT-VALUE}."
      })
  @SuppressWarnings("NullAway.Init")
  BigDecimal seconds;

  @Option(names = "--as", paramLabel = "USER", description = "Whose workflows and runs they are.")
  @Nullable String user;

  @Mixin DbOption db = new DbOption();
  @Mixin McpOption mcp = new McpOption();
  @Mixin ToolOptions tools = new ToolOptions();

  McpCommand(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws Refusal, InterruptedException {
    if (!Files.isDirectory(workflows)) {
      throw new Refusal("--workflows must be a folder that is there, but is " + workflows + ".");
    }
    return McpHost.serve(this);
  }

  Duration patience() throws Refusal {
    if (seconds.signum() < 0 || seconds.compareTo(MOST_SECONDS) > 0) {
      throw new Refusal("--wait must be a number of seconds from 0 on, but is " + seconds + ".");
    }
    return Duration.ofMillis(seconds.movePointRight(3).longValue());
  }
}
