package dev.sluice.internal.plan;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.internal.template.Template;
import dev.sluice.workflow.Workflow;
import java.util.List;

/**
 * A workflow compiled for running. Its steps' place in {@link #steps()} is their slot, by which
 * templates find results.
 */
public final class Plan {
  private final Workflow workflow;
  private final List<PlanStep> steps;
  private final PlanStep[] bySlot;
  private final Outline outline;
  private final boolean parallel;
  private final int maxConcurrency;
  private final @Nullable Template output;
  private final @Nullable InputSchema inputs;

  Plan(
      Workflow workflow,
      List<PlanStep> steps,
      boolean parallel,
      int maxConcurrency,
      @Nullable Template output,
      @Nullable InputSchema inputs) {
    this.workflow = workflow;
    this.steps = List.copyOf(steps);
    this.bySlot = steps.toArray(new PlanStep[0]);
    this.outline = Outline.of(workflow);
    this.parallel = parallel;
    this.maxConcurrency = maxConcurrency;
    this.output = output;
    this.inputs = inputs;
  }

  /**
   * What it was compiled from.
   *
   * @return the definition
   */
  public Workflow workflow() {
    return workflow;
  }

  /**
   * The steps by slot, which is by number.
   *
   * @return an immutable list
   */
  public List<PlanStep> steps() {
    return steps;
  }

  /**
   * A step.
   *
   * @param slot its place in {@link #steps()}
   * @return the step
   */
  public PlanStep step(int slot) {
    return bySlot[slot];
  }

  /**
   * What a record needs to know of the steps.
   *
   * @return the outline
   */
  public Outline outline() {
    return outline;
  }

  /**
   * Whether steps run as soon as what they need has ended.
   *
   * @return false if they run one after the other
   */
  public boolean parallel() {
    return parallel;
  }

  /**
   * How many steps run at once.
   *
   * @return at least 1
   */
  public int maxConcurrency() {
    return maxConcurrency;
  }

  /**
   * What the record's output is made of.
   *
   * @return a template, or null
   */
  public @Nullable Template output() {
    return output;
  }

  /**
   * What the inputs must look like.
   *
   * @return the declaration, or null where any object is admitted
   */
  public @Nullable InputSchema inputs() {
    return inputs;
  }
}
