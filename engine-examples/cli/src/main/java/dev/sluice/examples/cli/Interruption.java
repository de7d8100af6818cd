package dev.sluice.examples.cli;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C does: it cancels the run that is under way. Told of the run by the engine, of Ctrl-C
 * by the process. Thread-safe.
 */
public final class Interruption implements ExecutionListener {
  private @Nullable Consumer<String> action;
  private @Nullable String executionId;

  /** Makes one for a process, in which nothing is under way. */
  public Interruption() {}

  /** Sets what cancels a run, given its id. */
  synchronized void onInterrupt(Consumer<String> cancel) {
    action = cancel;
  }

  @Override
  public synchronized void started(Execution execution) {
    // A workflow that runs as a step of this one starts later, and is cancelled along with it.
    if (executionId == null) {
      executionId = execution.id();
    }
  }

  /**
   * Cancels the run that is under way.
   *
   * @return false if there is none, so that there is nothing to wait for
   */
  public boolean interrupt() {
    Consumer<String> cancel;
    String id;
    synchronized (this) {
      cancel = action;
      id = executionId;
    }
    if (cancel == null || id == null) {
      return false;
    }
    cancel.accept(id);
    return true;
  }
}
