package dev.sluice.testkit;

import dev.sluice.host.Host;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A wall clock and a monotonic clock that stand still until a test moves them, both together.
 * Thread-safe.
 */
public final class ManualClock implements InstantSource {
  private final Instant origin;
  private final AtomicLong nanos = new AtomicLong();

  private ManualClock(Instant origin) {
    this.origin = origin;
  }

  /**
   * A clock that stands at an instant.
   *
   * @param instant where it starts, in ISO 8601
   * @return the clock
   */
  public static ManualClock at(String instant) {
    return new ManualClock(Instant.parse(instant));
  }

  @Override
  public Instant instant() {
    return origin.plusNanos(nanos.get());
  }

  /**
   * The monotonic side.
   *
   * @return nanoseconds since the start
   */
  public long nanos() {
    return nanos.get();
  }

  /**
   * Moves both clocks.
   *
   * @param by how far
   */
  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  /**
   * Surroundings with this clock. A thread that executes a run and has to wait for a time moves the
   * clock there; one that has to wait for an event really waits.
   *
   * @return a builder, to be changed further
   */
  public Host.Builder host() {
    return Host.builder()
        .clock(this)
        .ticker(this::nanos)
        .sleeper(
            (gate, wait) -> {
              if (wait == Long.MAX_VALUE) {
                gate.await(wait);
              } else if (!gate.isOpen()) {
                nanos.addAndGet(wait);
              }
            });
  }
}
