package dev.sluice.store;

import java.time.Instant;

/** Times as the engine keeps them: microseconds since 1970-01-01T00:00:00Z, UTC. */
public final class Micros {
  /** Some 100,000 years: differences of times within it don't overflow. */
  private static final long MOST_SECONDS = 3_000_000_000_000L;

  private Micros() {}

  /**
   * As an instant.
   *
   * @param micros microseconds since 1970
   * @return the instant
   */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  /**
   * From an instant, truncated.
   *
   * @param instant any instant
   * @return microseconds since 1970; {@link Long#MAX_VALUE} for what no calendar reaches
   */
  public static long of(Instant instant) {
    long seconds = Math.max(-MOST_SECONDS, instant.getEpochSecond());
    return seconds > MOST_SECONDS
        ? Long.MAX_VALUE
        : seconds * 1_000_000L + instant.getNano() / 1_000;
  }
}
