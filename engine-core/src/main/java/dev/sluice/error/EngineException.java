package dev.sluice.error;

import org.jspecify.annotations.Nullable;

/**
 * The engine can't do what it was asked. The kinds are few and carry typed fields; the message says
 * what to do next.
 *
 * <p>A run that failed is no exception: it is an execution with status {@code failed}. Misuse of
 * the Java API is a {@link NullPointerException} or {@link IllegalArgumentException}.
 */
public abstract class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * For the kinds.
   *
   * @param message what happened and what to do next
   */
  protected EngineException(String message) {
    super(message);
  }

  /**
   * For the kinds that have a cause.
   *
   * @param message what happened and what to do next
   * @param cause what led to it, or null
   */
  protected EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
