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
  private @Nullable Runnable end;
  private @Nullable Runnable abandonment;

  /** Makes one for a process, in which nothing is under way. */
  public Interruption() {}

  /** Sets what cancels a run, given its id. */
  synchronized void onInterrupt(Consumer<String> cancel) {
    action = cancel;
  }

  /** Sets what ends what is under way where that is no run, or clears it. */
  synchronized void onEnd(@Nullable Runnable ending) {
    end = ending;
  }

  /** Sets what must be done even if a run doesn't end. */
  synchronized void onAbandon(Runnable lastDuty) {
    abandonment = lastDuty;
  }

  /** Does what must be done although the run doesn't end. */
  public void abandon() {
    Runnable lastDuty;
    synchronized (this) {
      lastDuty = abandonment;
    }
    if (lastDuty != null) {
      lastDuty.run();
    }
  }

  @Override
  public synchronized void started(Execution execution) {
    // A workflow that runs as a step of this one starts later, and is cancelled along with it.
    if (executionId == null) {
      executionId = execution.id();
    }
  }

  /**
   * Cancels the run that is under way, or ends what else is.
   *
   * @return false if there is none, so that there is nothing to wait for
   */
  public boolean interrupt() {
    Consumer<String> cancel;
    String id;
    Runnable ending;
    synchronized (this) {
      cancel = action;
      id = executionId;
      ending = end;
    }
    if (ending != null) {
      ending.run();
      return true;
    } else if (cancel == null || id == null) {
      return false;
    }
    cancel.accept(id);
    return true;
  }
}
