package dev.sluice.workflow;

import java.time.Duration;

/** Timeouts as definitions hold them. */
final class Timeouts {
  private Timeouts() {}

  /** Never 0, which would mean none; what is too long is for the reader to refuse. */
  static long millis(Duration timeout) {
    if (timeout.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("a timeout must be at least 1 ms, but is " + timeout);
    }
    return timeout.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : timeout.toMillis();
  }
}
