package dev.sluice.internal.engine;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.host.Gate;
import dev.sluice.internal.Nullable;
import java.util.function.Supplier;

/**
 * How long a run, or a caller, waits for a store that doesn't answer. Used by whoever's turn it is,
 * or by one caller.
 */
final class Patience {
  private static final long FIRST_MICROS = 20_000;
  private static final long MOST_MICROS = 2_000_000;

  private final Core core;
  private final @Nullable String executionId;
  private long since = Long.MAX_VALUE;
  private int failures;

  Patience(Core core, @Nullable String executionId) {
    this.core = core;
    this.executionId = executionId;
  }

  /**
   * Asks again and again, for a caller who waits for the answer anyway. Never on a run's turn,
   * which must not wait here; and only what may be asked twice, since an answer may be lost after
   * the store has heard the question.
   *
   * @throws StoreUnavailableException if the store doesn't answer in time, or the caller's thread
   *     was interrupted, or the engine closes
   */
  static <T> T ask(Core core, Supplier<T> question) {
    Patience patience = null;
    while (true) {
      try {
        return question.get();
      } catch (StoreUnavailableException e) {
        patience = patience == null ? new Patience(core, null) : patience;
        long now = core.host().ticker().getAsLong() / 1_000;
        long pause = patience.again(e, now) - now;
        if (core.isClosed() || !pause(core, pause)) {
          throw e;
        }
      }
    }
  }

  private static boolean pause(Core core, long micros) {
    try {
      core.host().sleeper().await(new Gate(), micros * 1_000);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
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
      throw failure.executionId() == null && executionId != null
          ? new StoreUnavailableException(executionId, failure, failure.isTransient())
          : failure;
    }
    long grown = Math.min(MOST_MICROS, FIRST_MICROS << Math.min(20, failures++));
    double jitter = 0.5 + core.host().random().nextDouble() / 2;
    return now + (long) (grown * jitter);
  }
}
