package dev.sluice.examples.cli;

import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import dev.sluice.tool.ToolCall;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells people of the approvals that steps wait for, and how to answer. Only once it is recorded
 * that a step waits: whoever answers sooner, from another process, would be told that it doesn't.
 * Thread-safe.
 */
final class Requests implements ExecutionListener {
  private final @Nullable String database;
  private final Consumer<String> printer;

  /** What is asked, by idempotency key, until it is recorded. */
  private final ConcurrentHashMap<String, String> asked = new ConcurrentHashMap<>();

  /**
   * Makes the listener.
   *
   * @param database what {@code --db} was, or null for none: then nobody can answer
   */
  Requests(@Nullable String database, Consumer<String> printer) {
    this.database = database;
    this.printer = printer;
  }

  /** The tool was called: its step waits soon. */
  void ask(ToolCall call) {
    asked.put(call.idempotencyKey(), call.arguments().path("message").asText());
  }

  @Override
  public void waiting(StepEvent step, @Nullable Instant until) {
    String message = asked.remove(key(step));
    if (message != null) {
      String answer =
          database == null
              ? "Nobody can answer: without --db, other processes don't know of this run."
              : "Answer with: sluice approve " + step.executionId() + " --db " + database;
      printer.accept("Approval is wanted: " + message + "\n" + answer);
    }
  }

  @Override
  public void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {
    asked.remove(key(step));
  }

  private static String key(StepEvent step) {
    return step.executionId()
        + ":"
        + step.stepNumber()
        + (step.index() == null ? "" : ":" + step.index())
        + (step.isCompensation() ? ":compensate" : "");
  }
}
