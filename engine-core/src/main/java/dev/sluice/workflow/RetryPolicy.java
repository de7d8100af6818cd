package dev.sluice.workflow;

import java.math.BigDecimal;
import java.math.RoundingMode;
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
  // Decimals, so that a definition is written with the digits it was read with.
  private final BigDecimal multiplier;
  private final long maxDelayMs;
  private final BigDecimal jitter;
  private final List<String> on;

  RetryPolicy(
      int maxAttempts,
      long initialDelayMs,
      BigDecimal multiplier,
      long maxDelayMs,
      BigDecimal jitter,
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
    return new RetryPolicy(
        maxAttempts, 1000, BigDecimal.valueOf(2), 300_000, BigDecimal.ZERO, List.of());
  }

  /**
   * Sets the delays.
   *
   * @param initialMs before the second attempt, in milliseconds; 0 to ten years
   * @param factor by which each further delay grows, 1 to 1,000
   * @param mostMs the longest delay, in milliseconds; 0 to ten years
   * @return a copy with these delays
   * @throws IllegalArgumentException if an argument is out of range
   */
  public RetryPolicy backoff(long initialMs, double factor, long mostMs) {
    long longest = DefinitionReader.MOST_MILLIS;
    if (initialMs < 0 || initialMs > longest || mostMs < 0 || mostMs > longest) {
      throw new IllegalArgumentException(
          "a delay must be from 0 to "
              + longest
              + " ms, but these are "
              + initialMs
              + ", "
              + mostMs);
    }
    if (!(factor >= 1 && factor <= 1000)) {
      throw new IllegalArgumentException("the factor must be from 1 to 1000, but is " + factor);
    }
    return new RetryPolicy(maxAttempts, initialMs, decimal(factor), mostMs, jitter, on);
  }

  /** The digits that the double shows: 2, not 2.0. */
  private static BigDecimal decimal(double number) {
    BigDecimal shown = new BigDecimal(Double.toString(number));
    return number == Math.rint(number) ? shown.setScale(0, RoundingMode.UNNECESSARY) : shown;
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
    return new RetryPolicy(maxAttempts, initialDelayMs, multiplier, maxDelayMs, decimal(part), on);
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
    return multiplier.doubleValue();
  }

  BigDecimal exactMultiplier() {
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
    return jitter.doubleValue();
  }

  BigDecimal exactJitter() {
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
        && multiplier.compareTo(that.multiplier) == 0
        && maxDelayMs == that.maxDelayMs
        && jitter.compareTo(that.jitter) == 0
        && on.equals(that.on);
  }

  @Override
  public int hashCode() {
    return Objects.hash(maxAttempts, initialDelayMs, multiplier(), maxDelayMs, jitter(), on);
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
