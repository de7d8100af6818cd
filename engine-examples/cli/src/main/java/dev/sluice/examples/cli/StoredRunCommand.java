package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.NotFoundException;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.Execution;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that reads or answers what is in a database, and runs nothing itself. */
abstract class StoredRunCommand implements Callable<Integer> {
  final Terminal terminal;

  @Mixin DbOption db = new DbOption();

  @Option(names = "--as", paramLabel = "USER", description = "Whose runs they are.")
  @Nullable String user;

  StoredRunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public final Integer call() throws Refusal {
    try (DbOption.OpenDb open = db.require();
        WorkflowEngine engine =
            Engines.builder(new ToolOptions(), ServerTools.none(), open, terminal::printMessage)
                .build()) {
      return act(Engines.caller(engine, user));
    } catch (NotFoundException e) {
      throw new Refusal(
          "There is no such execution of this user in the database. sluice list shows those that are.");
    }
  }

  abstract int act(CallerOperations caller) throws Refusal;

  static Execution find(CallerOperations caller, String id) {
    return caller.findExecution(id).orElseThrow(() -> new NotFoundException("execution", id));
  }

  /** What the command asked for happens when an engine goes on with the run. */
  void goesOn() {
    terminal.printMessage(
        "If no process runs it now, sluice resume --db " + db.database + " goes on with it.");
  }
}
