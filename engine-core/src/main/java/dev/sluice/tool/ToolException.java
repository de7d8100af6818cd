package dev.sluice.tool;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tool's failure with a code, and whether another attempt may help. */
public class ToolException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The stable code. */
  private final String code;

  /** Whether another attempt may help. */
  private final boolean retryable;

  /** The earliest time for another attempt. */
  private final @Nullable Duration retryAfter;

  /**
   * A failure.
   *
   * @param code a stable code of 1 to 256 characters, such as {@code rate_limited}; retry policies
   *     name it
   * @param message what happened, for the record
   * @param retryable whether another attempt may help
   */
  public ToolException(String code, String message, boolean retryable) {
    this(code, message, retryable, null, null);
  }

  /**
   * A failure that says when to try again.
   *
   * @param code a stable code of 1 to 256 characters
   * @param message what happened, for the record
   * @param retryable whether another attempt may help
   * @param retryAfter the earliest time for it, or null
   */
  public ToolException(
      String code, String message, boolean retryable, @Nullable Duration retryAfter) {
    this(code, message, retryable, retryAfter, null);
  }

  /**
   * A failure with a cause.
   *
   * @param code a stable code of 1 to 256 characters
   * @param message what happened, for the record
   * @param retryable whether another attempt may help
   * @param retryAfter the earliest time for it, or null
   * @param cause what led to it, or null; never part of the record
   */
  public ToolException(
      String code,
      String message,
      boolean retryable,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
    this.code = Objects.requireNonNull(code, "code");
    this.retryable = retryable;
    this.retryAfter = retryAfter;
  }

  /**
   * The code.
   *
   * @return such as {@code rate_limited}
   */
  public String code() {
    return code;
  }

  /**
   * Whether another attempt may help.
   *
   * @return true if a retry policy applies
   */
  public boolean retryable() {
    return retryable;
  }

  /**
   * The earliest time for another attempt.
   *
   * @return a duration from now, or null
   */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
