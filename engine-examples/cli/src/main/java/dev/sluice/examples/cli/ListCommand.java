package dev.sluice.examples.cli;

import dev.sluice.CallerOperations;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice list}. */
@Command(
    name = "list",
    header = "Lists the executions in a database, newest first.",
    description = "")
final class ListCommand extends StoredRunCommand {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only those: pending, running, success, failed or cancelled.")
  @Nullable String status;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  int limit;

  ListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int act(CallerOperations caller) throws Refusal {
    if (limit < 1) {
      throw new Refusal("--limit must be at least 1, but is " + limit + ".");
    }
    ExecutionQuery query = ExecutionQuery.all();
    if (status != null) {
      query = query.status(status(status));
    }
    List<Execution> found = new ArrayList<>();
    while (found.size() < limit) {
      List<Execution> page = caller.list(query.limit(Math.min(200, limit - found.size())));
      if (page.isEmpty()) {
        break;
      }
      found.addAll(page);
      Execution last = page.get(page.size() - 1);
      query = query.after(last.createdAt(), last.id());
    }
    if (found.isEmpty()) {
      terminal.printMessage("There is none.");
    } else {
      found.forEach(this::line);
    }
    return ExitCode.SUCCESS;
  }

  private static ExecutionStatus status(String word) throws Refusal {
    try {
      return ExecutionStatus.of(word);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          "--status must be one of "
              + String.join(
                  ", ", Arrays.stream(ExecutionStatus.values()).map(ExecutionStatus::text).toList())
              + ", but is "
              + word
              + ".");
    }
  }

  private void line(Execution execution) {
    terminal.printReport(
        execution.id()
            + "  "
            + String.format("%-9s", execution.status().text())
            + "  "
            + execution.createdAt()
            + "  "
            + Objects.requireNonNullElse(execution.workflowId(), "-")
            + (execution.error() == null
                ? ""
                : "  " + execution.error().lines().findFirst().orElse("")));
  }
}
