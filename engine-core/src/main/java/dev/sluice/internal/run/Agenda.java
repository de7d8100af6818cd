package dev.sluice.internal.run;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.RunFact.LoopOpened;
import dev.sluice.internal.run.RunFact.Skipped;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which units may start, and which are due. In a sequence that is a cursor; in parallel mode each
 * step counts what it still waits for. Derived from facts alone, so that a resumed run has the same
 * agenda.
 */
final class Agenda {
  private final Plan plan;
  private final Ledger ledger;
  private final int @Nullable [] waits;
  private final @Nullable BitSet ready;
  private int cursor;
  private int open;
  private int left;
  private final List<StepRun> loops = new ArrayList<>(0);

  /** Units with a time: retries, waits, calls with a deadline. */
  private final List<UnitRun> watched = new ArrayList<>(0);

  Agenda(Plan plan, Ledger ledger) {
    this.plan = plan;
    this.ledger = ledger;
    this.left = ledger.steps.length;
    if (plan.parallel()) {
      waits = new int[left];
      ready = new BitSet(left);
      for (PlanStep step : plan.steps()) {
        waits[step.slot()] = step.needs().length;
        if (step.needs().length == 0) {
          ready.set(step.slot());
        }
      }
    } else {
      waits = null;
      ready = null;
    }
  }

  void apply(RunFact fact) {
    if (fact instanceof Skipped) {
      ended(ledger.steps[plan.outline().slotOf(fact.id().step())]);
    } else if (fact instanceof LoopOpened) {
      StepRun step = ledger.steps[plan.outline().slotOf(fact.id().step())];
      begin(step);
      loops.add(step);
    } else if (fact instanceof RunFact.RetryDue || fact instanceof RunFact.Parked) {
      UnitRun unit = ledger.unit(fact.id());
      if (unit != null && unit.id.item() < 0 && !unit.id.compensation()) {
        begin(ledger.steps[unit.slot]);
      }
      if (unit != null && !watched.contains(unit)) {
        watched.add(unit);
      }
    }
  }

  private void begin(StepRun step) {
    if (!step.taken) {
      step.taken = true;
      open++;
      if (ready != null) {
        ready.clear(step.slot);
      } else {
        cursor = Math.max(cursor, step.slot + 1);
      }
    }
  }

  /** A unit ended; what waits for steps doesn't wait for items or compensations. */
  void end(UnitRun unit) {
    if (unit instanceof StepRun step) {
      ended(step);
    }
  }

  private void ended(StepRun step) {
    begin(step);
    open--;
    left--;
    if (step.items != null) {
      loops.remove(step);
    }
    if (waits != null && ready != null) {
      for (int next : plan.step(step.slot).neededBy()) {
        if (--waits[next] == 0) {
          ready.set(next);
        }
      }
    }
  }

  boolean done() {
    return left == 0;
  }

  /** Whether nothing waits for a time, and no loop is under way: most runs are so all along. */
  boolean isQuiet() {
    return watched.isEmpty() && loops.isEmpty();
  }

  /**
   * The next unit that may start now: a due retry, a loop's next item, a step. Once an item has
   * failed its step, the run will fail with that: then nothing new starts.
   */
  @Nullable
  UnitRun nextUnit(long now) {
    return isQuiet() ? nextStep() : nextOfAll(now);
  }

  private @Nullable UnitRun nextStep() {
    if (ready != null) {
      int slot = open < plan.maxConcurrency() ? ready.nextSetBit(0) : -1;
      return slot < 0 ? null : take(slot);
    }
    return open == 0 && cursor < ledger.steps.length ? take(cursor) : null;
  }

  private @Nullable UnitRun nextOfAll(long now) {
    for (int i = 0; i < watched.size(); i++) {
      UnitRun unit = watched.get(i);
      if (unit.state == UnitRun.State.RETRYING && unit.dueAt <= now && !unit.id.compensation()) {
        watched.remove(i);
        return unit;
      }
    }
    for (int i = 0; i < loops.size(); i++) { // asked at every step: no iterators
      if (loops.get(i).culprit != null) {
        return null;
      }
    }
    for (int i = 0; i < loops.size(); i++) {
      StepRun loop = loops.get(i);
      if (loop.begun < loop.units.length
          && loop.activeItems() < plan.step(loop.slot).maxConcurrency()) {
        UnitRun item = nextItem(loop);
        if (item != null) {
          return item;
        }
      }
    }
    return nextStep();
  }

  /** Marks what could begin, or be tried again, without a further fact. */
  void mayHaveBegun() {
    for (UnitRun unit : watched) {
      unit.mayHaveBegun = unit.state == UnitRun.State.RETRYING;
    }
    for (StepRun loop : loops) {
      int most = plan.step(loop.slot).maxConcurrency();
      for (int i = 0; i < loop.units.length && most > 0; i++) {
        if (!loop.units[i].ended()) {
          loop.units[i].mayHaveBegun |= loop.units[i].state == UnitRun.State.IDLE;
          most--;
        }
      }
    }
    for (StepRun step : ledger.steps) {
      step.mayHaveBegun |= ready == null ? step.slot == cursor : ready.get(step.slot);
    }
  }

  private UnitRun take(int slot) {
    begin(ledger.steps[slot]);
    return ledger.steps[slot];
  }

  /** After a resumption, items that were begun may stand anywhere. */
  private static @Nullable UnitRun nextItem(StepRun loop) {
    for (int i = loop.scan; i < loop.units.length; i++) {
      if (loop.units[i].state == UnitRun.State.IDLE) {
        loop.scan = i;
        return loop.units[i];
      }
    }
    return null;
  }

  /** An item takes part in its loop's count from its start on. */
  void starting(UnitRun unit) {
    if (unit.state == UnitRun.State.IDLE && unit.id.item() >= 0 && !unit.id.compensation()) {
      ledger.steps[unit.slot].begun++;
    }
  }

  /** A loop that can end: all its items did, or none is under way and no other may start. */
  @Nullable
  StepRun finishedLoop() {
    for (int i = 0; i < loops.size(); i++) {
      StepRun loop = loops.get(i);
      if (loop.allEnded()
          || ((loop.culprit != null || ledger.stopped()) && loop.activeItems() == 0)) {
        return loop;
      }
    }
    return null;
  }

  void watch(UnitRun unit) {
    if (!watched.contains(unit)) {
      watched.add(unit);
    }
  }

  void unwatch(UnitRun unit) {
    if (!watched.isEmpty()) {
      watched.remove(unit);
    }
  }

  long nextDue() {
    if (watched.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long due = Long.MAX_VALUE;
    for (int i = 0; i < watched.size(); i++) {
      due = Math.min(due, watched.get(i).dueAt);
    }
    return due;
  }

  /** A call or wait whose time is over; retries are taken by {@link #nextUnit}. */
  @Nullable
  UnitRun takeDue(long now) {
    for (int i = 0; i < watched.size(); i++) {
      UnitRun unit = watched.get(i);
      if (unit.dueAt <= now && unit.state != UnitRun.State.RETRYING) {
        watched.remove(i);
        return unit;
      }
    }
    return null;
  }

  List<RunState.Waiting> parked() {
    List<RunState.Waiting> out = new ArrayList<>();
    for (UnitRun unit : watched) {
      if (unit.state == UnitRun.State.PARKED) {
        out.add(new RunState.Waiting(unit.id, unit.attempt, unit.dueAt, unit.uncertain));
      }
    }
    return out;
  }

  /** A unit that waits though nothing comes any more, in the run or in a loop that has failed. */
  @Nullable
  UnitRun takeWaiting(boolean anywhere) {
    for (int i = 0; i < watched.size(); i++) {
      UnitRun unit = watched.get(i);
      if (unit.waits()
          && !unit.id.compensation()
          && (anywhere || ledger.steps[unit.slot].culprit != null)) {
        watched.remove(i);
        return unit;
      }
    }
    return null;
  }
}
