package dev.sluice.internal.run;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.workflow.RetryPolicy;

/** Whether and when another attempt is made. */
final class Backoff {
  private static final double MOST_MICROS = 1e15;

  private Backoff() {}

  static boolean again(@Nullable RetryPolicy policy, int attempt, Failure failure) {
    return policy != null
        && failure.retryable()
        && attempt < policy.maxAttempts()
        && (policy.on().isEmpty() || policy.on().contains(failure.code()));
  }

  /**
   * The delay after an attempt.
   *
   * @param drawn from 0 (inclusive) to 1
   * @return microseconds
   */
  static long micros(RetryPolicy policy, int attempt, Failure failure, double drawn) {
    double grown = (double) policy.initialDelayMs() * Math.pow(policy.multiplier(), attempt - 1);
    double bounded = Math.min(grown, (double) policy.maxDelayMs());
    double jittered = bounded * (1 - policy.jitter() * drawn);
    return (long) Math.min(MOST_MICROS, Math.max(jittered, (double) failure.afterMs()) * 1000);
  }
}
