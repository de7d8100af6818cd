package dev.sluice.workflow;

import java.util.Locale;

/**
 * What to do about a call of a tool of which nobody knows whether it had its effect, since the
 * engine crashed before it could record the outcome. Matters only where executions outlive a crash.
 */
public enum OnUncertain {
  /** Call it again, with the same idempotency key. */
  RETRY,
  /**
   * Never call it again: the step fails with {@link
   * dev.sluice.execution.ErrorCodes#OUTCOME_UNKNOWN}. The call is announced in the store before it
   * is made.
   */
  FAIL,
  /** As {@link #FAIL}, but a person says what is to happen: the step waits until it is resolved. */
  ASK;

  /**
   * The word in definitions.
   *
   * @return {@code retry}, {@code fail} or {@code ask}
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
