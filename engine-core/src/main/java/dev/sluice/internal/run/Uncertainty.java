package dev.sluice.internal.run;

import dev.sluice.internal.plan.PlanStep;
import dev.sluice.workflow.OnUncertain;

/** Says what is to be done about a call of which nobody knows whether it had its effect. */
@FunctionalInterface
public interface Uncertainty {
  /** Runs that don't outlive a crash have no such calls. */
  Uncertainty NONE = step -> OnUncertain.RETRY;

  /**
   * What a step wants.
   *
   * @param step the step
   * @return anything but {@link OnUncertain#RETRY} has its calls announced before they are made
   */
  OnUncertain of(PlanStep step);
}
