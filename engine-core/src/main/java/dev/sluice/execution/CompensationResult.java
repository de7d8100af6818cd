package dev.sluice.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/** How the compensation of a step, or of one item of a loop, ended. Immutable. */
public final class CompensationResult {
  private final int stepNumber;
  private final @Nullable Integer index;
  private final String toolId;
  private final StepStatus status;
  private final JsonNode result;
  private final @Nullable String error;
  private final int attempts;
  private final long executionTimeMs;

  /**
   * Makes the result.
   *
   * @param stepNumber the step that was compensated
   * @param index the loop's item, or null
   * @param toolId the tool that undid it
   * @param status how the compensation ended
   * @param result what the tool gave; of containers ownership passes
   * @param error why it failed, or null
   * @param attempts how many were made
   * @param executionTimeMs how long it took
   */
  public CompensationResult(
      int stepNumber,
      @Nullable Integer index,
      String toolId,
      StepStatus status,
      @Nullable JsonNode result,
      @Nullable String error,
      int attempts,
      long executionTimeMs) {
    this.stepNumber = stepNumber;
    this.index = index;
    this.toolId = toolId;
    this.status = status;
    this.result = result == null ? NullNode.instance : result;
    this.error = error;
    this.attempts = attempts;
    this.executionTimeMs = executionTimeMs;
  }

  /**
   * The step that was compensated.
   *
   * @return its number
   */
  public int stepNumber() {
    return stepNumber;
  }

  /**
   * The loop's item that was compensated.
   *
   * @return from 0, or null outside of loops
   */
  public @Nullable Integer index() {
    return index;
  }

  /**
   * The tool that undid it.
   *
   * @return a tool id
   */
  public String toolId() {
    return toolId;
  }

  /**
   * How the compensation ended.
   *
   * @return the status; failing doesn't stop the others
   */
  public StepStatus status() {
    return status;
  }

  /**
   * What the tool gave.
   *
   * @return a copy; JSON null where there is nothing
   */
  public JsonNode result() {
    return result.deepCopy();
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
   * @return at least 1
   */
  public int attempts() {
    return attempts;
  }

  /**
   * How long it took, by a monotonic clock.
   *
   * @return milliseconds
   */
  public long executionTimeMs() {
    return executionTimeMs;
  }

  @Override
  public String toString() {
    return "CompensationResult[step " + stepNumber + ", " + status.text() + "]";
  }
}
