package dev.sluice.internal.engine;

import dev.sluice.host.Host;

/**
 * The wall clock at a run's start, carried on by the monotonic clock: one read a step boundary, and
 * never backwards.
 */
final class RunClock {
  /** A hundred years. */
  private static final long MOST_MICROS = 36_500L * 86_400 * 1_000_000;

  private final Host host;
  private final long wallMicros;
  private final long tickNanos;
  private long turnMicros;

  RunClock(Host host, long wallMicros) {
    this.host = host;
    this.wallMicros = wallMicros;
    this.tickNanos = host.ticker().getAsLong();
    this.turnMicros = wallMicros;
  }

  /** What the monotonic clock said when this was made. */
  long startNanos() {
    return tickNanos;
  }

  /** The time now, for any thread. */
  long nowMicros() {
    return wallMicros + (host.ticker().getAsLong() - tickNanos) / 1_000;
  }

  /** The time at the latest look, for whoever's turn it is: what happens at once has one time. */
  long turnMicros() {
    return turnMicros;
  }

  /** Whoever's turn it is looks at the time. */
  void look() {
    turnMicros = nowMicros();
  }

  /**
   * The time until an instant, for sleepers and timers: a hundred years at most, since a long holds
   * no more than 292 years of nanoseconds. Whoever wakes early waits again.
   */
  long nanosUntil(long micros) {
    return micros == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : Math.min(MOST_MICROS, Math.max(0, micros - nowMicros())) * 1_000;
  }
}
