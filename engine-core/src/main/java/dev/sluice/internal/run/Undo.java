package dev.sluice.internal.run;

import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The compensations of a run that didn't succeed: what succeeded is undone in the reverse order of
 * its completion, one after the other, within a time of their own.
 */
final class Undo {
  /** Codes after which nobody knows whether the tool had its effect. */
  private static final Set<String> UNKNOWN =
      Set.of(
          ErrorCodes.TIMEOUT,
          ErrorCodes.DEADLINE_EXCEEDED,
          ErrorCodes.CANCELLED,
          ErrorCodes.INTERRUPTED,
          ErrorCodes.OUTCOME_UNKNOWN);

  /** A deadline may have left a run next to no time: a child's, what its parent had left. */
  private static final long LEAST_MICROS = 10_000_000;

  private final Plan plan;
  private final Ledger ledger;
  private long budget = Long.MAX_VALUE;
  private @Nullable List<UnitRun> todo;

  Undo(Plan plan, Ledger ledger) {
    this.plan = plan;
    this.ledger = ledger;
  }

  /** The time that the run has, or {@link Long#MAX_VALUE}. */
  void budget(long micros) {
    budget = Math.max(LEAST_MICROS, micros);
  }

  boolean active() {
    return todo != null;
  }

  /** The compensations have as long again as the run had, but a least time in any case. */
  long deadline() {
    return budget == Long.MAX_VALUE ? Long.MAX_VALUE : ledger.stoppedAt + budget;
  }

  void begin() {
    List<UnitRun> units = new ArrayList<>();
    for (int i = ledger.order.size() - 1; i >= 0; i--) {
      UnitRun unit = ledger.order.get(i);
      if (wanted(unit)) {
        UnitRun undo = ledger.unit(unit.id.undo());
        if (undo != null) {
          units.add(undo);
        }
      }
    }
    todo = units;
  }

  private boolean wanted(UnitRun unit) {
    PlanStep.Undo undo = plan.step(unit.slot).undo();
    boolean loopItself = ledger.steps[unit.slot].items != null && unit.id.item() < 0;
    if (undo == null || loopItself || unit.attempt == 0) {
      return false;
    }
    String code = unit.code();
    return code == null
        ? unit.status() == StepStatus.SUCCESS
        : undo.onUnknown() && UNKNOWN.contains(code);
  }

  boolean done() {
    return todo != null && todo.stream().allMatch(UnitRun::ended);
  }

  /** The compensation that may be called now; none while another is under way. */
  @Nullable
  UnitRun next(long now) {
    if (todo != null) {
      for (UnitRun unit : todo) {
        if (!unit.ended()) {
          boolean free = unit.state == UnitRun.State.IDLE;
          boolean again = unit.state == UnitRun.State.RETRYING && unit.dueAt <= now;
          return free || again ? unit : null;
        }
      }
    }
    return null;
  }
}
