package dev.sluice.mcp.server;

import java.util.HashMap;
import java.util.Map;

/**
 * How many open requests want each run: those with one idempotency key share one. Who gives it up
 * while others want it doesn't end it. Thread-safe.
 */
final class Sharers {
  private final Map<String, Integer> counts = new HashMap<>();

  /** One request's part. */
  final class Share {
    private final String name;
    private boolean left;

    private Share(String name) {
      this.name = name;
    }

    /** Gives it up. True if nobody else wants the run; false also where it was given up before. */
    boolean leave() {
      synchronized (counts) {
        if (left) {
          return false;
        }
        left = true;
        return counts.computeIfPresent(name, (n, count) -> count == 1 ? null : count - 1) == null;
      }
    }
  }

  /**
   * Takes part.
   *
   * @param name what the requests for the run have in common
   */
  Share join(String name) {
    synchronized (counts) {
      counts.merge(name, 1, Integer::sum);
    }
    return new Share(name);
  }
}
