package dev.sluice.workflow;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When and how often a failed attempt is made again: exponential backoff with jitter.
 *
 * <p>The delay before attempt n + 1 is {@code initialDelayMs * multiplier^(n-1)}, at most {@code
 * maxDelayMs}, of which the part {@code jitter} is drawn at random: with jitter 0.5 the delay is
 * between half and the whole of it. A tool's {@code retryAfter} is a lower bound. Immutable.
 */
public final class RetryPolicy {
  private final int maxAttempts;
  private final long initialDelayMs;
  private final double multiplier;
  private final long maxDelayMs;
  private final double jitter;
  private final List<String> on;

  RetryPolicy(
      int maxAttempts,
      long initialDelayMs,
      double multiplier,
      long maxDelayMs,
      double jitter,
      List<String> on) {
    this.maxAttempts = maxAttempts;
    this.initialDelayMs = initialDelayMs;
    this.multiplier = multiplier;
    this.maxDelayMs = maxDelayMs;
    this.jitter = jitter;
    this.on = List.copyOf(on);
  }

  /**
   * A policy with the default delays: 1 s, doubled each time, at most 5 minutes, no jitter, for
   * every retryable failure.
   *
   * @param maxAttempts how many attempts at most, the first included; 1 to 1,000
   * @return a policy
   * @throws IllegalArgumentException if the number is out of range
   */
  public static RetryPolicy attempts(int maxAttempts) {
    if (maxAttempts < 1 || maxAttempts > 1000) {
      throw new IllegalArgumentException(
          "maxAttempts must be from 1 to 1000, but is " + maxAttempts);
    }
    return new RetryPolicy(maxAttempts, 1000, 2, 300_000, 0, List.of());
  }

  /**
   * Sets the delays.
   *
   * @param initialMs before the second attempt, in milliseconds, not negative
   * @param factor by which each further delay grows, at least 1
   * @param mostMs the longest delay, in milliseconds, not negative
   * @return a copy with these delays
   * @throws IllegalArgumentException if an argument is out of range
   */
  public RetryPolicy backoff(long initialMs, double factor, long mostMs) {
    if (initialMs < 0 || mostMs < 0 || !(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "delays must not be negative and the multiplier at least 1: "
              + initialMs
              + ", "
              + factor
              + ", "
              + mostMs);
    }
    return new RetryPolicy(maxAttempts, initialMs, factor, mostMs, jitter, on);
  }

  /**
   * Sets the part of each delay that is drawn at random.
   *
   * @param part from 0 (none) to 1 (all of it)
   * @return a copy with this jitter
   * @throws IllegalArgumentException if it is out of range
   */
  public RetryPolicy jitter(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("jitter must be from 0 to 1, but is " + part);
    }
    return new RetryPolicy(maxAttempts, initialDelayMs, multiplier, maxDelayMs, part, on);
  }

  /**
   * Restricts retries to some error codes.
   *
   * @param codes such as {@code timeout} or a tool's own; none means every retryable failure
   * @return a copy for these codes
   */
  public RetryPolicy on(String... codes) {
    return new RetryPolicy(
        maxAttempts, initialDelayMs, multiplier, maxDelayMs, jitter, List.of(codes));
  }

  /**
   * How many attempts at most.
   *
   * @return at least 1, the first attempt included
   */
  public int maxAttempts() {
    return maxAttempts;
  }

  /**
   * The delay before the second attempt.
   *
   * @return milliseconds
   */
  public long initialDelayMs() {
    return initialDelayMs;
  }

  /**
   * By which each further delay grows.
   *
   * @return at least 1
   */
  public double multiplier() {
    return multiplier;
  }

  /**
   * The longest delay.
   *
   * @return milliseconds
   */
  public long maxDelayMs() {
    return maxDelayMs;
  }

  /**
   * The part of each delay that is drawn at random.
   *
   * @return from 0 to 1
   */
  public double jitter() {
    return jitter;
  }

  /**
   * The error codes that are retried.
   *
   * @return an immutable list; empty for every retryable failure
   */
  public List<String> on() {
    return on;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetryPolicy that
        && maxAttempts == that.maxAttempts
        && initialDelayMs == that.initialDelayMs
        && Double.compare(multiplier, that.multiplier) == 0
        && maxDelayMs == that.maxDelayMs
        && Double.compare(jitter, that.jitter) == 0
        && on.equals(that.on);
  }

  @Override
  public int hashCode() {
    return Objects.hash(maxAttempts, initialDelayMs, multiplier, maxDelayMs, jitter, on);
  }

  @Override
  public String toString() {
    return "RetryPolicy["
        + maxAttempts
        + " attempts, "
        + initialDelayMs
        + " ms x"
        + multiplier
        + "]";
  }
}
