package dev.sluice.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one step of a run ended. Immutable; containers are handed out as copies. */
public final class StepResult {
  private final int stepNumber;
  private final String toolId;
  private final String toolName;
  private final StepStatus status;

  /** Java null stands for JSON null. */
  private final @Nullable JsonNode result;

  private final @Nullable String error;
  private final @Nullable String errorCode;
  private final long executionTimeMs;
  private final int attempts;
  private final @Nullable List<ItemResult> items;

  /**
   * Makes a step's result.
   *
   * @param stepNumber the step
   * @param toolId its tool
   * @param toolName its tool's name
   * @param status how it ended
   * @param result what the tool gave, null for JSON null; of containers ownership passes
   * @param error why it failed, or null
   * @param errorCode the failure's code, or null for none and for {@code tool_error}
   * @param executionTimeMs how long it took, by a monotonic clock; -1 for a step that still runs
   * @param attempts how many were made
   * @param items how a loop's items ended, or null
   */
  public StepResult(
      int stepNumber,
      String toolId,
      String toolName,
      StepStatus status,
      @Nullable JsonNode result,
      @Nullable String error,
      @Nullable String errorCode,
      long executionTimeMs,
      int attempts,
      @Nullable List<ItemResult> items) {
    this.stepNumber = stepNumber;
    this.toolId = toolId;
    this.toolName = toolName;
    this.status = status;
    this.result = result;
    this.error = error;
    this.errorCode = errorCode;
    this.executionTimeMs = executionTimeMs;
    this.attempts = attempts;
    this.items = items == null ? null : List.copyOf(items);
  }

  /**
   * The step.
   *
   * @return its number
   */
  public int stepNumber() {
    return stepNumber;
  }

  /**
   * The tool that was called.
   *
   * @return its id
   */
  public String toolId() {
    return toolId;
  }

  /**
   * The name of the tool.
   *
   * @return the name the workflow gives it; its id where there is none
   */
  public String toolName() {
    return toolName;
  }

  /**
   * How it ended.
   *
   * @return the status; running for a step that waits
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
    return rawResult().deepCopy();
  }

  /** The result itself, for the record's writer. */
  JsonNode rawResult() {
    return result == null ? NullNode.instance : result;
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
   * The failure's code.
   *
   * @return such as {@code timeout}; null for a step that didn't fail and for a plain failure of
   *     the tool ({@code tool_error})
   */
  public @Nullable String errorCode() {
    return errorCode;
  }

  /**
   * How long resolving the arguments and calling the tool took, by a monotonic clock.
   *
   * @return milliseconds, or null while it runs
   */
  public @Nullable Long executionTimeMs() {
    return executionTimeMs < 0 ? null : (Long) executionTimeMs;
  }

  /**
   * How many attempts were made.
   *
   * @return 0 for a skipped step
   */
  public int attempts() {
    return attempts;
  }

  /**
   * How a loop's items ended.
   *
   * @return an immutable list in item order, or null for a step that isn't a loop
   */
  public @Nullable List<ItemResult> items() {
    return items;
  }

  @Override
  public String toString() {
    return "StepResult[" + stepNumber + ", " + toolId + ", " + status.text() + "]";
  }
}
