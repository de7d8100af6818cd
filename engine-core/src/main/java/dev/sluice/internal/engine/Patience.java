package dev.sluice.internal.engine;

import dev.sluice.error.StoreUnavailableException;

/** How long a run waits for a store that doesn't answer. Used by whoever's turn it is. */
final class Patience {
  private static final long FIRST_MICROS = 20_000;
  private static final long MOST_MICROS = 2_000_000;

  private final Core core;
  private final String executionId;
  private long since = Long.MAX_VALUE;
  private int failures;

  Patience(Core core, String executionId) {
    this.core = core;
    this.executionId = executionId;
  }

  /** It answered. */
  void over() {
    since = Long.MAX_VALUE;
    failures = 0;
  }

  /**
   * When to ask again.
   *
   * @throws StoreUnavailableException if that makes no sense, or not any more
   */
  long again(StoreUnavailableException failure, long now) {
    since = Math.min(since, now);
    if (!failure.isTransient() || now - since >= core.storeTimeoutMicros()) {
      throw failure.executionId() == null
          ? new StoreUnavailableException(executionId, failure, failure.isTransient())
          : failure;
    }
    long grown = Math.min(MOST_MICROS, FIRST_MICROS << Math.min(20, failures++));
    double jitter = 0.5 + core.host().random().nextDouble() / 2;
    return now + (long) (grown * jitter);
  }
}
