package dev.sluice.execution;

import org.jspecify.annotations.Nullable;

/**
 * How one item of a loop ended.
 *
 * <p>Immutable.
 */
public final class ItemResult {
  private final int index;
  private final StepStatus status;
  private final @Nullable String error;
  private final int attempts;

  /**
   * Makes the result of an item.
   *
   * @param index from 0
   * @param status how it ended
   * @param error why it failed, or null
   * @param attempts how many were made
   */
  public ItemResult(int index, StepStatus status, @Nullable String error, int attempts) {
    this.index = index;
    this.status = status;
    this.error = error;
    this.attempts = attempts;
  }

  /**
   * Which item.
   *
   * @return from 0
   */
  public int index() {
    return index;
  }

  /**
   * How it ended.
   *
   * @return the status
   */
  public StepStatus status() {
    return status;
  }

  /**
   * Why it failed.
   *
   * @return the message, or null
   */
  public @Nullable String error() {
    return error;
  }

  /**
   * How many attempts were made.
   *
   * @return at least 0
   */
  public int attempts() {
    return attempts;
  }

  @Override
  public String toString() {
    return "ItemResult[" + index + ", " + status.text() + "]";
  }
}
