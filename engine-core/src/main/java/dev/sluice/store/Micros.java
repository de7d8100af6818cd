package dev.sluice.store;

import java.time.Instant;

/** Times as the engine keeps them: microseconds since 1970-01-01T00:00:00Z, UTC. */
public final class Micros {
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
   * @return microseconds since 1970
   */
  public static long of(Instant instant) {
    return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1_000;
  }
}
