package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Outline;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.internal.run.RunFact.LoopOpened;
import dev.sluice.internal.run.RunFact.Parked;
import dev.sluice.internal.run.RunFact.RetryDue;
import dev.sluice.internal.run.RunFact.RunEnded;
import dev.sluice.internal.run.RunFact.Skipped;
import dev.sluice.internal.run.RunFact.Started;
import dev.sluice.internal.run.RunFact.Stopping;
import dev.sluice.store.NewExecution;
import java.util.ArrayList;
import java.util.List;

/**
 * The fold of a run's facts: what happened to each unit and to the run. Knows nothing of what comes
 * next.
 */
final class Ledger {
  final NewExecution execution;
  final Outline outline;
  final StepRun[] steps;

  /** Units that ended, in that order, if any of them has a compensation: those go the other way. */
  final List<UnitRun> order = new ArrayList<>(0);

  /** Compensations, in the order in which they began to end. */
  final List<UnitRun> undone = new ArrayList<>(0);

  ExecutionStatus status = ExecutionStatus.PENDING;
  long startedAt;
  long completedAt;
  long tookMs = -1;
  @Nullable Stopping stopping;

  /** Whether even running tools shall end. */
  boolean halted;

  /** The first step whose failure is the run's. */
  @Nullable StepRun failed;

  /** Calls of tools of which something is recorded, children's too: for the budget. */
  int calls;

  long stoppedAt;
  @Nullable String code;
  @Nullable String error;
  @Nullable JsonNode output;

  Ledger(NewExecution execution, Outline outline) {
    this.execution = execution;
    this.outline = outline;
    this.steps = new StepRun[outline.size()];
    for (int slot = 0; slot < steps.length; slot++) {
      UnitId id = UnitId.ofStep(outline.step(slot).stepNumber());
      steps[slot] = new StepRun(id, slot);
    }
  }

  /** The unit, or null if this run has none of this name (any more). */
  @Nullable
  UnitRun unit(UnitId id) {
    int slot = outline.slotOf(id.step());
    if (slot < 0) {
      return null;
    }
    UnitRun unit = steps[slot];
    if (id.item() >= 0) {
      unit = id.item() < steps[slot].units.length ? steps[slot].units[id.item()] : null;
    }
    if (unit != null && id.compensation()) {
      if (unit.undo == null) {
        unit.undo = new UnitRun(unit.id.undo(), slot);
      }
      return unit.undo;
    }
    return unit;
  }

  boolean stopped() {
    return stopping != null || failed != null;
  }

  void apply(RunFact fact) {
    if (fact instanceof Ended ended) {
      UnitRun unit = unit(ended.id());
      if (unit != null && !unit.ended()) {
        end(unit, ended);
      }
    } else if (fact instanceof Started) {
      status = ExecutionStatus.RUNNING;
      startedAt = fact.atMicros();
    } else if (fact instanceof RunEnded ended) {
      status = ended.status();
      completedAt = ended.atMicros();
      tookMs = ended.tookMs();
      code = ended.code();
      error = ended.error();
      output = ended.output();
    } else if (fact instanceof Stopping stop) {
      halted |= stop.halts();
      if (!stopped()) {
        stopping = stop;
        stoppedAt = stop.atMicros();
      }
    } else if (fact instanceof RunFact.Resumed) {
      return;
    } else {
      ofUnit(fact, unit(fact.id()));
    }
  }

  private void ofUnit(RunFact fact, @Nullable UnitRun unit) {
    if (unit == null) {
      return;
    }
    if (fact instanceof RetryDue retry) {
      begin(unit);
      count(unit, retry.attempt());
      unit.state = UnitRun.State.RETRYING;
      unit.attempt = retry.attempt();
      unit.startedAt = retry.startedMicros();
      unit.dueAt = retry.dueMicros();
      unit.code = retry.code();
      unit.error = retry.error();
      unit.intent = 0;
    } else if (fact instanceof Parked parked) {
      begin(unit);
      count(unit, parked.attempt());
      unit.state = UnitRun.State.PARKED;
      unit.attempt = parked.attempt();
      unit.startedAt = parked.startedMicros();
      unit.dueAt = parked.untilMicros();
      unit.dueValue = parked.value();
      unit.uncertain = parked.uncertain();
      unit.intent = 0;
    } else if (fact instanceof Skipped) {
      unit.state = UnitRun.State.ENDED;
    } else if (fact instanceof LoopOpened loop) {
      steps[unit.slot].open(loop.items(), loop.atMicros());
    } else if (fact instanceof RunFact.Intent intent) {
      unit.intent = intent.attempt();
      unit.startedAt = unit.startedAt == 0 ? intent.atMicros() : unit.startedAt;
    } else if (fact instanceof RunFact.Spent spent) {
      calls += spent.calls();
    } else if (fact instanceof RunFact.Completed completed) {
      if (unit.early == null || unit.earlyAttempt < completed.attempt()) {
        unit.early = completed.outcome();
        unit.earlyAttempt = completed.attempt();
      }
    }
  }

  /**
   * An item takes part in its loop's count from its first fact on, whether this node began it or
   * another did.
   */
  private void begin(UnitRun unit) {
    if (unit.state == UnitRun.State.IDLE && unit.id.item() >= 0 && !unit.id.compensation()) {
      steps[unit.slot].begun++;
    }
  }

  /** An attempt is one call, however much is recorded of it. */
  private void count(UnitRun unit, int attempt) {
    if (attempt > unit.counted) {
      unit.counted = attempt;
      calls++;
    }
  }

  /** A unit that hadn't ended did. */
  void end(UnitRun unit, Ended fact) {
    begin(unit);
    if (!ErrorCodes.UNRESOLVED.equals(fact.code())) { // else no tool was called
      count(unit, fact.attempt());
    }
    unit.end(fact);
    if (unit.id.compensation()) {
      undone.add(unit);
      return;
    }
    if (outline.compensates()) {
      order.add(unit);
    }
    StepRun step = steps[unit.slot];
    boolean fails =
        fact.status() == StepStatus.FAILED && !outline.step(unit.slot).onError().proceeds();
    if (unit.id.item() >= 0) {
      step.endedItems++;
      if (fails && step.culprit == null) {
        step.culprit = unit;
      }
      return;
    }
    if ((fails || step.culprit != null) && !stopped()) {
      failed = step;
      stoppedAt = fact.atMicros();
    }
  }
}
