package dev.sluice.host;

/**
 * How a thread that executes a run waits. A test's sleeper moves a settable clock instead of
 * waiting.
 */
@FunctionalInterface
public interface Sleeper {
  /** Really waits. */
  Sleeper REAL = Gate::await;

  /**
   * Waits until a gate is open, or for a time; may return early.
   *
   * @param gate opened when something happens to the run
   * @param nanos the longest wait; {@link Long#MAX_VALUE} for no bound
   * @throws InterruptedException if the thread is interrupted
   */
  void await(Gate gate, long nanos) throws InterruptedException;
}
