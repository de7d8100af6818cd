package dev.sluice.execution;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which unit of work an event is about. Immutable. */
public final class StepEvent {
  private final String executionId;
  private final @Nullable String workflowId;
  private final int stepNumber;
  private final String toolId;
  private final String toolName;
  private final @Nullable Integer index;
  private final boolean compensation;
  private final int attempt;
  private final @Nullable Long tookMs;

  /**
   * Makes an event's subject.
   *
   * @param executionId the run
   * @param workflowId its workflow's id, or null
   * @param stepNumber the step
   * @param toolId the tool
   * @param toolName the tool's name
   * @param index the item of a loop, or null
   * @param compensation whether it is a step's compensation
   * @param attempt from 1; 0 for a step that was never tried
   * @param tookMs how long it took if it ended, else null
   */
  public StepEvent(
      String executionId,
      @Nullable String workflowId,
      int stepNumber,
      String toolId,
      String toolName,
      @Nullable Integer index,
      boolean compensation,
      int attempt,
      @Nullable Long tookMs) {
    this.executionId = Objects.requireNonNull(executionId, "executionId");
    this.workflowId = workflowId;
    this.stepNumber = stepNumber;
    this.toolId = toolId;
    this.toolName = toolName;
    this.index = index;
    this.compensation = compensation;
    this.attempt = attempt;
    this.tookMs = tookMs;
  }

  /**
   * The run.
   *
   * @return its id
   */
  public String executionId() {
    return executionId;
  }

  /**
   * The workflow.
   *
   * @return its id, or null for one without
   */
  public @Nullable String workflowId() {
    return workflowId;
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
   * The tool.
   *
   * @return its id
   */
  public String toolId() {
    return toolId;
  }

  /**
   * The tool's name.
   *
   * @return the name that records show
   */
  public String toolName() {
    return toolName;
  }

  /**
   * The item of a loop.
   *
   * @return from 0, or null outside of loops
   */
  public @Nullable Integer index() {
    return index;
  }

  /**
   * Whether it is a step's compensation.
   *
   * @return true if so
   */
  public boolean isCompensation() {
    return compensation;
  }

  /**
   * Which attempt.
   *
   * @return from 1; 0 for a step that was never tried
   */
  public int attempt() {
    return attempt;
  }

  /**
   * How long it took.
   *
   * @return milliseconds if it ended, else null
   */
  public @Nullable Long executionTimeMs() {
    return tookMs;
  }

  @Override
  public String toString() {
    return "StepEvent["
        + executionId
        + ", step "
        + stepNumber
        + (index == null ? "" : ", item " + index)
        + (compensation ? ", compensation" : "")
        + ", attempt "
        + attempt
        + "]";
  }
}
