package dev.sluice.execution;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What someone says about a step that waits since a crash left the outcome of its call unknown
 * ({@code "on_uncertain": "ask"}). Immutable.
 */
public final class Resolution {
  /** The kinds of answers. */
  public enum Kind {
    /** The call had its effect, with this result. */
    RESULT,
    /** The call shall be made again, with the same idempotency key. */
    RETRY,
    /** The step shall fail. */
    FAIL
  }

  private final Kind kind;
  private final @Nullable Object value;
  private final String message;

  private Resolution(Kind kind, @Nullable Object value, String message) {
    this.kind = kind;
    this.value = value;
    this.message = Objects.requireNonNull(message, "message");
  }

  /**
   * The call had its effect.
   *
   * @param value its result: a {@code JsonNode} or anything that Jackson can write; null is JSON
   *     null
   * @return the answer
   */
  public static Resolution result(@Nullable Object value) {
    return new Resolution(Kind.RESULT, value, "");
  }

  /**
   * The call shall be made again, with the same idempotency key.
   *
   * @return the answer
   */
  public static Resolution retry() {
    return new Resolution(Kind.RETRY, null, "");
  }

  /**
   * The step shall fail, with the code {@link ErrorCodes#OUTCOME_UNKNOWN}.
   *
   * @param message the step's error, for the record
   * @return the answer
   */
  public static Resolution fail(String message) {
    return new Resolution(Kind.FAIL, null, message);
  }

  /**
   * Which answer it is.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The result of the call.
   *
   * @return what {@link #result} got, or null
   */
  public @Nullable Object value() {
    return value;
  }

  /**
   * The step's error.
   *
   * @return what {@link #fail} got, or an empty text
   */
  public String message() {
    return message;
  }
}
