package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.UnresolvedException;
import dev.sluice.limit.Limits;
import dev.sluice.store.NewExecution;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies facts to everything that is derived from them, and collects those that aren't written
 * yet.
 */
final class Journal {
  final Plan plan;
  final Limits limits;
  final Uncertainty uncertainty;
  final Ledger ledger;
  final Agenda agenda;
  final Undo undo;

  /** What templates see outside of loops. */
  final RunScope scope;

  private final ObjectNode inputs;
  private final List<RunFact> unwritten = new ArrayList<>(4);

  /** When the run must be done. */
  long deadline = Long.MAX_VALUE;

  /** Calls under way in this process. */
  int inFlight;

  /** Whether the next compensation may have been called by an earlier life of this run. */
  boolean undoMayHaveBegun;

  /** Whether a replayed call was announced, and its outcome may be missing. */
  private boolean announced;

  /** Bytes of all results so far, for the record's bound: at most so many. */
  private long bytes;

  private boolean measured;

  Journal(Plan plan, NewExecution execution, Limits limits, Uncertainty uncertainty) {
    this.plan = plan;
    this.limits = limits;
    this.uncertainty = uncertainty;
    this.ledger = new Ledger(execution, plan.outline());
    this.agenda = new Agenda(plan, ledger);
    this.undo = new Undo(plan, ledger);
    InputSchema declared = plan.inputs();
    this.inputs = declared == null ? execution.inputs() : declared.asReferenced(execution.inputs());
    this.scope = new RunScope(ledger, inputs, null);
  }

  /** Units of which an earlier life of this run announced a call, and nobody knows the outcome. */
  List<UnitRun> uncertain() {
    List<UnitRun> found = new ArrayList<>(0);
    if (announced) {
      for (StepRun step : ledger.steps) {
        addUncertain(step, found);
        for (UnitRun item : step.units) {
          addUncertain(item, found);
        }
      }
    }
    return found;
  }

  private static void addUncertain(UnitRun unit, List<UnitRun> found) {
    if (unit.state == UnitRun.State.IDLE && unit.intent > 0) {
      found.add(unit);
    }
  }

  /** Calls of tools so far: those that something is recorded of, and those under way. */
  int made() {
    return ledger.calls + inFlight;
  }

  RunScope scopeOf(UnitRun own) {
    return new RunScope(ledger, inputs, own);
  }

  /** What a unit's tool is called with. */
  ObjectNode arguments(UnitRun unit) throws UnresolvedException {
    PlanStep planned = plan.step(unit.slot);
    PlanStep.Undo compensation = unit.id.compensation() ? planned.undo() : null;
    Template template = compensation == null ? planned.arguments() : compensation.arguments();
    return (ObjectNode) template.resolve(scope(unit));
  }

  /**
   * A plain step sees what everyone sees; an item sees itself, and a compensation the outcome of
   * what it undoes.
   */
  private RunScope scope(UnitRun unit) {
    boolean item = unit.id.item() >= 0;
    if (!unit.id.compensation()) {
      return item ? scopeOf(unit) : scope;
    }
    StepRun step = ledger.steps[unit.slot];
    return scopeOf(item ? step.units[unit.id.item()] : step);
  }

  void replay(RunFact fact) {
    if (fact instanceof RunFact.Ended ended) {
      keep(ended);
    } else if (fact instanceof RunFact.Intent) {
      announced = true;
    }
    apply(fact);
  }

  /** A loop's own result consists of its items', which count already. */
  private void keep(RunFact.Ended ended) {
    UnitRun unit = unit(ended.id());
    if (unit != null && ended.status() == StepStatus.SUCCESS && !isLoop(unit)) {
      keep(unit, JsonSize.bytes(ended.result(), limits.recordBytes()));
    }
  }

  private boolean isLoop(UnitRun unit) {
    return unit == ledger.steps[unit.slot] && ledger.steps[unit.slot].items != null;
  }

  /** Whether there is room in the record for so many bytes more. */
  boolean fits(long more) {
    return bytes + more <= limits.recordBytes();
  }

  /** Whether there is room for them in the loop's result. */
  boolean fitsLoop(UnitRun item, long more) {
    return ledger.steps[item.slot].bytes + more <= limits.loopBytes();
  }

  /** Whether bytes are counted exactly. Else each result counts as the most that it can have. */
  boolean isMeasured() {
    return measured;
  }

  /** Counts the bytes of all results so far exactly, once there may be too many. */
  void measure() {
    measured = true;
    bytes = 0;
    for (StepRun step : ledger.steps) {
      step.bytes = 0;
      if (step.items == null) {
        measure(step);
      }
      for (UnitRun item : step.units) {
        measure(item);
      }
    }
  }

  private void measure(UnitRun unit) {
    if (unit.status() == StepStatus.SUCCESS) {
      keep(unit, JsonSize.bytes(unit.result(), limits.recordBytes()));
    }
    if (unit.undo != null) {
      measure(unit.undo);
    }
  }

  /** Counts a unit's result; what compensations gave isn't part of a loop's. */
  void keep(UnitRun unit, long size) {
    bytes += size;
    if (!unit.id.compensation()) {
      ledger.steps[unit.slot].bytes += size;
    }
  }

  void emit(RunFact fact) {
    unwritten.add(fact);
    apply(fact);
  }

  /** A unit ended, which is known: most facts say no more than that. */
  void end(UnitRun unit, RunFact.Ended fact) {
    unwritten.add(fact);
    apply(unit, fact);
  }

  private void apply(UnitRun unit, RunFact.Ended fact) {
    if (!unit.ended()) {
      ledger.end(unit, fact);
      agenda.end(unit);
    }
  }

  private void apply(RunFact fact) {
    if (fact instanceof RunFact.Ended ended) {
      UnitRun unit = unit(ended.id());
      if (unit != null) {
        apply(unit, ended);
      }
      return;
    }
    ledger.apply(fact);
    agenda.apply(fact);
    if (fact instanceof RunFact.Started) {
      started(fact.atMicros());
    }
  }

  private void started(long at) {
    long timeout = plan.workflow().timeoutMs() * 1_000;
    long given = ledger.execution.start().deadlineMicros();
    deadline =
        Math.min(timeout == 0 ? Long.MAX_VALUE : at + timeout, given == 0 ? Long.MAX_VALUE : given);
    undo.budget(deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - at);
  }

  /** The facts that aren't written yet, as a view. */
  List<RunFact> unwritten() {
    return unwritten;
  }

  void written(int count) {
    if (count == unwritten.size()) {
      unwritten.clear();
    } else {
      unwritten.subList(0, count).clear();
    }
  }

  @Nullable
  UnitRun unit(UnitId id) {
    return ledger.unit(id);
  }
}
