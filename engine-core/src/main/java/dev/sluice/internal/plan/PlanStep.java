package dev.sluice.internal.plan;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.template.Template;
import dev.sluice.workflow.OnUncertain;
import dev.sluice.workflow.RetryPolicy;

/**
 * One step of a plan.
 *
 * @param slot its place in the plan
 * @param number its step number
 * @param numberText the number, as logs show it
 * @param toolId the tool
 * @param toolName the tool's name
 * @param arguments yields the arguments, an object
 * @param when its condition, or null
 * @param forEach yields its items, or null
 * @param maxConcurrency how many items run at once
 * @param retry its retries, or null
 * @param timeoutMs the bound of each attempt, or 0
 * @param failsRun whether its failure is the run's
 * @param fallback yields its result if it failed, or null
 * @param undo what compensates it, or null
 * @param onUncertain what to do about a call of unknown outcome, or null for what the tool's hints
 *     say
 * @param needs slots of the steps that must end first
 * @param neededBy slots of the steps that wait for it
 */
@SuppressWarnings(
    "ArrayRecordComponent") // read only, compared by nobody, and read at every step boundary
public record PlanStep(
    int slot,
    int number,
    String numberText,
    String toolId,
    String toolName,
    Template arguments,
    @Nullable Condition when,
    @Nullable Template forEach,
    int maxConcurrency,
    @Nullable RetryPolicy retry,
    long timeoutMs,
    boolean failsRun,
    @Nullable Template fallback,
    @Nullable Undo undo,
    @Nullable OnUncertain onUncertain,
    int[] needs,
    int[] neededBy) {

  /**
   * A compensation.
   *
   * @param toolId the tool
   * @param arguments yields the arguments, an object
   * @param retry its retries, or null
   * @param onUnknown whether it also undoes a step of which nobody knows whether it had its effect
   */
  public record Undo(
      String toolId, Template arguments, @Nullable RetryPolicy retry, boolean onUnknown) {}

  /**
   * How errors name it.
   *
   * @return such as {@code Step 2 (Slack - Send Message)}
   */
  public String label() {
    return "Step " + number + " (" + toolName + ")";
  }
}
