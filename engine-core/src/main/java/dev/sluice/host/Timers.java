package dev.sluice.host;

/** Runs something later. Thread-safe. */
@FunctionalInterface
public interface Timers {
  /**
   * Runs a task once after a delay.
   *
   * @param task quick, doesn't block and throws nothing
   * @param nanos the delay, not negative
   * @return cancels it when run, if it hasn't begun
   */
  Runnable after(Runnable task, long nanos);
}
