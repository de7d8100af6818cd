package dev.sluice.host;

/**
 * Carries what belongs to a host's thread (trace context, security, its own MDC keys) to the
 * threads on which an engine calls tools.
 */
@FunctionalInterface
public interface ContextPropagator {
  /** Carries nothing. */
  ContextPropagator NONE = () -> task -> task;

  /**
   * Captures the context. Called on the thread that calls {@code execute} or {@code submit}.
   *
   * @return wraps each task that runs for this run on another thread
   */
  Captured capture();

  /** A context that was captured. */
  @FunctionalInterface
  interface Captured {
    /**
     * Wraps a task.
     *
     * @param task what is to run
     * @return sets the context, runs the task, and clears the context whatever happens
     */
    Runnable wrap(Runnable task);
  }
}
