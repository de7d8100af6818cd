package dev.sluice.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tool gives back: a value now, or the promise of one. Immutable, but for the value it
 * wraps.
 */
public final class ToolResult {
  private static final ToolResult NULL = new ToolResult(null, false, null, null);
  private static final ToolResult PENDING = new ToolResult(null, true, null, null);

  private final @Nullable Object value;
  private final boolean pending;
  private final @Nullable Instant until;
  private final @Nullable Duration delay;

  private ToolResult(
      @Nullable Object value, boolean pending, @Nullable Instant until, @Nullable Duration delay) {
    this.value = value;
    this.pending = pending;
    this.until = until;
    this.delay = delay;
  }

  /**
   * A value.
   *
   * @param value a {@code JsonNode}, of which ownership passes to the engine, or anything that
   *     Jackson can write; null is JSON null
   * @return the result
   */
  public static ToolResult of(@Nullable Object value) {
    return value == null ? NULL : new ToolResult(value, false, null, null);
  }

  /**
   * The value comes later, by the call's {@link ToolCall#completionToken()}. No thread is held
   * meanwhile.
   *
   * @return the result
   */
  public static ToolResult pending() {
    return PENDING;
  }

  /**
   * The value comes later, by the call's {@link ToolCall#completionToken()}, but not later than an
   * instant: then the attempt fails with the code {@code timeout}.
   *
   * @param instant the latest time
   * @return the result
   */
  public static ToolResult pendingUntil(Instant instant) {
    return new ToolResult(null, true, Objects.requireNonNull(instant, "instant"), null);
  }

  /**
   * Nothing but time is awaited: at the instant the step succeeds with a value.
   *
   * @param value the value it then has, as for {@link #of}
   * @param instant when
   * @return the result
   */
  public static ToolResult at(@Nullable Object value, Instant instant) {
    return new ToolResult(value, false, Objects.requireNonNull(instant, "instant"), null);
  }

  /**
   * Nothing but time is awaited, as in {@link #at}, from now on by the engine's clock.
   *
   * @param value the value it then has, as for {@link #of}
   * @param delay how long; what is negative is no time at all
   * @return the result
   */
  public static ToolResult after(@Nullable Object value, Duration delay) {
    return new ToolResult(value, false, null, Objects.requireNonNull(delay, "delay"));
  }

  /**
   * The value.
   *
   * @return as it was given; null for JSON null and for a pending result
   */
  public @Nullable Object value() {
    return value;
  }

  /**
   * Whether someone must complete it.
   *
   * @return true for {@link #pending()} and {@link #pendingUntil}
   */
  public boolean isPending() {
    return pending;
  }

  /**
   * Until when it waits.
   *
   * @return the instant, or null
   */
  public @Nullable Instant until() {
    return until;
  }

  /**
   * How long it waits.
   *
   * @return the time from when the engine sees it, or null
   */
  public @Nullable Duration delay() {
    return delay;
  }
}
