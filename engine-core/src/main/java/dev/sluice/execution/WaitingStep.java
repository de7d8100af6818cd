package dev.sluice.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step, or an item of a loop, that waits for a completion from outside or for a time. Immutable.
 */
public final class WaitingStep {
  private final int stepNumber;
  private final @Nullable Integer index;
  private final String toolId;
  private final ObjectNode arguments;
  private final String token;
  private final @Nullable Instant until;
  private final boolean uncertain;

  /**
   * Makes it.
   *
   * @param stepNumber the step
   * @param index the item of a loop, or null
   * @param toolId the tool that said it is pending
   * @param arguments what the tool was called with; ownership passes
   * @param token what completes it
   * @param until the latest time, or null
   * @param uncertain whether a crash left the outcome of its call unknown
   */
  public WaitingStep(
      int stepNumber,
      @Nullable Integer index,
      String toolId,
      ObjectNode arguments,
      String token,
      @Nullable Instant until,
      boolean uncertain) {
    this.stepNumber = stepNumber;
    this.index = index;
    this.toolId = Objects.requireNonNull(toolId, "toolId");
    this.arguments = Objects.requireNonNull(arguments, "arguments");
    this.token = Objects.requireNonNull(token, "token");
    this.until = until;
    this.uncertain = uncertain;
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
   * The item of a loop.
   *
   * @return from 0, or null
   */
  public @Nullable Integer index() {
    return index;
  }

  /**
   * The tool that said it is pending.
   *
   * @return its id
   */
  public String toolId() {
    return toolId;
  }

  /**
   * What the tool was called with.
   *
   * @return a copy
   */
  public ObjectNode arguments() {
    return arguments.deepCopy();
  }

  /**
   * What completes it. Treat it like a password.
   *
   * @return the completion token
   */
  public String token() {
    return token;
  }

  /**
   * The latest time.
   *
   * @return the instant, or null for none
   */
  public @Nullable Instant until() {
    return until;
  }

  /**
   * Whether a crash left the outcome of its call unknown, so that someone must resolve it.
   *
   * @return false for a step that waits for a completion or a time
   */
  public boolean isUncertain() {
    return uncertain;
  }

  @Override
  public String toString() {
    return "WaitingStep["
        + stepNumber
        + (index == null ? "" : ", item " + index)
        + ", "
        + toolId
        + "]";
  }
}
