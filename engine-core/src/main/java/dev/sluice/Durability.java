package dev.sluice;

/** When a run is written into the store. */
public enum Durability {
  /** After every step, before the next one starts: a run goes on after a crash. */
  EVERY_STEP,
  /**
   * Once, when it has ended. Until then the run can't be found, listed, cancelled, completed or
   * resumed; an idempotency key is refused, and so is submitting it. If {@link
   * ExecuteOptions#waitAtMost} passes before the end, the run is written from then on after every
   * step.
   */
  ON_COMPLETION
}
