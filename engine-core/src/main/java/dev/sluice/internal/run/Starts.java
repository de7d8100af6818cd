package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Condition;
import dev.sluice.internal.plan.Condition.UndecidableException;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.UnresolvedException;
import dev.sluice.workflow.OnUncertain;

/**
 * Begins units: decides a step's condition, resolves its items and the arguments of a call,
 * announces calls that must not be repeated.
 */
final class Starts {
  private final Journal journal;
  private final Endings endings;

  Starts(Journal journal, Endings endings) {
    this.journal = journal;
    this.endings = endings;
  }

  /** Begins a unit; null if that led to no call. */
  @Nullable
  Work begin(UnitRun unit, long now) {
    boolean fresh =
        unit.state == UnitRun.State.IDLE && unit.id.item() < 0 && !unit.id.compensation();
    return fresh ? open(journal.ledger.steps[unit.slot], now) : call(unit, now);
  }

  private @Nullable Work open(StepRun step, long now) {
    PlanStep planned = journal.plan.step(step.slot);
    Condition when = planned.when();
    Template forEach = planned.forEach();
    step.startedAt = now;
    try {
      if (when != null && !when.holds(journal.scope)) {
        journal.emit(new RunFact.Skipped(step.id, now));
        return null;
      }
      if (forEach == null) {
        return call(step, now);
      }
      JsonNode items = forEach.resolve(journal.scope, journal.limits.loopBytes());
      Failure fault = fault(items);
      if (fault == null) {
        journal.emit(new RunFact.LoopOpened(step.id, now, (ArrayNode) items));
      } else {
        endings.failed(step, fault, now, 0);
      }
    } catch (UnresolvedException e) {
      endings.failed(step, Endings.unresolved(e), now, 0);
    } catch (UndecidableException e) {
      endings.failed(
          step, Failure.lasting(ErrorCodes.UNDECIDABLE, String.valueOf(e.getMessage())), now, 0);
    }
    return null;
  }

  private @Nullable Failure fault(JsonNode items) {
    if (!items.isArray()) {
      String type = items.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
      return Failure.lasting(
          ErrorCodes.NOT_AN_ARRAY,
          "\"for_each\" must yield an array, but yielded a value of type " + type + ".");
    }
    int most = journal.limits.loopItems();
    return items.size() <= most
        ? null
        : Failure.lasting(
            ErrorCodes.TOO_MANY_ITEMS,
            "The loop has " + items.size() + " items; at most " + most + " are admitted.");
  }

  private @Nullable Work call(UnitRun unit, long now) {
    // An earlier life of this run announced the very attempt, and crashed.
    boolean unknown = unit.intent > 0;
    int most = journal.ledger.execution.start().maxToolCalls();
    if (most > 0 && journal.made() >= most && !unit.id.compensation() && !unknown) {
      journal.emit(
          new RunFact.Stopping(
              now,
              ExecutionStatus.FAILED,
              ErrorCodes.BUDGET_EXCEEDED,
              "The budget of " + most + " tool calls is used up."));
      if (unit.waits()) {
        journal.agenda.watch(unit);
      }
      return null;
    }
    PlanStep planned = journal.plan.step(unit.slot);
    PlanStep.Undo undo = unit.id.compensation() ? planned.undo() : null;
    if (unit.startedAt == 0) {
      unit.startedAt = now;
    }
    journal.agenda.starting(unit);
    unit.attempt = unknown ? unit.intent : unit.attempt + 1;
    unit.state = UnitRun.State.RUNNING;
    unit.retried();
    ObjectNode arguments;
    try {
      arguments = journal.arguments(unit);
    } catch (UnresolvedException e) {
      endings.failed(unit, Endings.unresolved(e), now, 0);
      return null;
    }
    Outcome completed = unit.kept();
    if (completed != null) { // its completion came before the crash
      endings.accept(unit, completed, now, 0);
      return null;
    }
    journal.inFlight++;
    if (!unknown && undo == null && journal.uncertainty.of(planned) != OnUncertain.RETRY) {
      journal.emit(new RunFact.Intent(unit.id, unit.attempt, now));
    }
    unit.dueAt = undo == null ? deadline(planned, now) : journal.undo.deadline();
    if (unit.dueAt != Long.MAX_VALUE) {
      journal.agenda.watch(unit);
    }
    Work.Past past =
        unknown
            ? Work.Past.ANNOUNCED
            : mayHaveBegun(unit) ? Work.Past.PERHAPS_CALLED : Work.Past.NOT_CALLED;
    String toolId = undo == null ? planned.toolId() : undo.toolId();
    return new Work(unit, planned, toolId, arguments, unit.dueAt, past);
  }

  /** A step's timeout isn't its compensation's. */
  private long deadline(PlanStep planned, long now) {
    long byStep = planned.timeoutMs() == 0 ? Long.MAX_VALUE : now + planned.timeoutMs() * 1_000;
    return Math.min(byStep, journal.deadline);
  }

  /** Asked once: what follows is this life's own. */
  private boolean mayHaveBegun(UnitRun unit) {
    boolean undo = unit.id.compensation();
    boolean may = undo ? journal.undoMayHaveBegun : unit.mayHaveBegun;
    journal.undoMayHaveBegun &= !undo;
    unit.mayHaveBegun = false;
    return may;
  }

  /** Announces the calls that are under way: from now on the run may outlive a crash. */
  void announce(long now) {
    for (StepRun step : journal.ledger.steps) {
      announce(step, now);
      for (UnitRun item : step.units) {
        announce(item, now);
      }
    }
  }

  private void announce(UnitRun unit, long now) {
    boolean loop = journal.ledger.steps[unit.slot].items != null && unit.id.item() < 0;
    if (unit.state == UnitRun.State.RUNNING
        && !loop
        && journal.uncertainty.of(journal.plan.step(unit.slot)) != OnUncertain.RETRY) {
      journal.emit(new RunFact.Intent(unit.id, unit.attempt, now));
    }
  }
}
