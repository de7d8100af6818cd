package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Work;
import dev.sluice.store.Claimed;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a run: performs the effects that its decider asks for, in one loop ({@link #advance()})
 * that the caller's thread and the engine's threads share, with a short way through it for plain
 * steps. One thread at a time is in it; {@link Turns} sees to that.
 */
final class RunDriver {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  private final ActiveRun run;

  /** A call that was decided on, and is made once that is written. */
  private @Nullable Work ready;

  /** Calls that couldn't begin in time; null as long as there was none. */
  private @Nullable Queue<Work> postponed;

  /** The children that it waits for aren't known here yet. */
  private boolean orphaned;

  RunDriver(ActiveRun run) {
    this.run = run;
  }

  /** Whether a call waits for a renewal; a stale answer to another thread. */
  boolean isHeldBack() {
    return ready != null;
  }

  /** Goes on with a run that was claimed. */
  void resume(Claimed claimed, long askedNanos) {
    long now = run.clock.turnMicros();
    run.turns.takeInline(); // nobody else looks at it before it is complete
    run.claim.askedFor(askedNanos);
    try {
      run.core.active().enter(run);
      run.decider.resume(claimed.fence().attempt(), now);
      if (claimed.recovered() && claimed.recoveries() > run.core.mostRecoveries()) {
        run.decider.abort(
            ErrorCodes.TOO_MANY_RECOVERIES,
            "The run was taken over from crashed engines "
                + claimed.recoveries()
                + " times; it may be what crashes them.",
            now);
      }
    } catch (RuntimeException | Error e) {
      run.core.active().leave(run); // or its claim would be renewed, though nobody goes on with it
      throw e;
    }
    orphaned = true;
    run.claim.begin();
    run.turns.handOver();
  }

  /** A turn of the engine's threads. */
  void takeTurn() {
    if (run.done.isDone()) {
      return;
    }
    try {
      run.clock.look();
      if (!advance()) {
        run.patience.over();
        run.turns.wakeAt(wakeMicros());
      }
    } catch (StoreUnavailableException e) {
      try {
        run.turns.wakeAt(run.patience.again(e, run.clock.turnMicros()));
      } catch (StoreUnavailableException lasting) {
        LOG.warn("The run {} stays at its last recorded step", run.execution.id(), lasting);
        run.lost(lasting);
      }
    } catch (HandedOver | EngineClosedException e) {
      run.lost(e);
    } catch (RuntimeException | Error e) {
      LOG.error("The run {} stays at its last recorded step", run.execution.id(), e);
      run.lost(e);
    }
  }

  /** Goes on as far as possible without waiting; true once the run has ended, or was left. */
  boolean advance() {
    if (straightOn()) {
      return true;
    }
    while (true) {
      run.turns.readMail();
      run.inbox.read();
      if (orphaned) {
        run.core.children().adopt(run, run.state.waiting());
        orphaned = false;
      }
      if (run.isLeaving() && run.calls.none()) {
        run.claim.leave();
        return true;
      }
      if (ready == null && !run.isLeaving() && !run.state.ended() && startedOrStart()) {
        ready = next();
      }
      boolean release = ready == null && run.claim.mayRelease();
      run.claim.write(release);
      if (release) {
        run.over(new HandedOver("The run waits, and no engine needs to hold it meanwhile."));
        return true;
      }
      long now = run.clock.turnMicros();
      boolean halted = run.calls.isOver() || (run.state.halted() && !run.inbox.isDraining());
      boolean gaveUp = run.calls.drop(halted, now);
      if (run.calls.isOver() && run.state.undoing() && run.calls.none()) {
        throw new EngineClosedException(); // what is still to be undone stays so
      }
      Work work = ready;
      if (work != null) {
        if (run.claim.isStale()) { // the next renewal goes on
          throw new StoreUnavailableException(run.execution.id(), null, true);
        }
        ready = null;
        if (run.state.stopping() && !work.id().compensation()) {
          run.decider.outcome(work, Calls.NOT_CALLED, now, 0);
        } else if (now < work.deadlineMicros()) { // else its time is over before it began
          perform(work);
        }
      } else if (run.state.ended()) {
        run.ended();
        return true;
      } else if (!gaveUp && !run.turns.hasMail() && !run.inbox.hasMail()) {
        return false;
      }
    }
  }

  /**
   * Step after step on the executing thread, as long as nothing came from outside, nothing else is
   * under way and each call can be made here: most runs are no more than that. What it leaves
   * undone, {@link #advance} does. True once the run has ended.
   */
  private boolean straightOn() {
    if (ready != null
        || postponed != null
        || !run.turns.isInline()
        || !run.state.started()
        || run.core.isShared()
        || !run.calls.isIdle()) {
      return false;
    }
    while (!run.isDisturbed()) {
      Work work = run.decider.next(run.clock.turnMicros());
      if (work != null && (Children.isWorkflow(work.toolId()) || !isForThisThread(work))) {
        ready = work;
        return false;
      }
      try {
        run.claim.write(false);
      } catch (Throwable e) {
        ready = work; // it is made once the store answers again
        throw e;
      }
      if (work == null) {
        if (!run.state.ended()) {
          return false;
        }
        run.ended();
        return true;
      }
      if (run.core.events().wanted()) {
        run.core.events().starting(run.execution, work);
      }
      callHere(work);
    }
    return false;
  }

  /** When something is due by itself. */
  long wakeMicros() {
    return Math.min(run.state.wakeMicros(), run.calls.graceEndsMicros());
  }

  /**
   * A submitted run starts when its time has come; a cancellation before that ends it unstarted,
   * and so does its deadline.
   */
  private boolean startedOrStart() {
    return run.state.started()
        || run.state.stopping()
        || run.decider.startIfDue(run.clock.turnMicros());
  }

  private @Nullable Work next() {
    Work work;
    while (postponed != null && (work = postponed.poll()) != null) {
      if (work.isWanted()) {
        return work;
      }
    }
    return run.decider.next(run.clock.turnMicros());
  }

  // ---- calls ----

  private void perform(Work work) {
    Outcome started = null;
    if (Children.isWorkflow(work.toolId())) {
      ready = work; // until the store has answered
      started = run.core.children().start(run, work);
      ready = null;
    }
    if (run.core.events().wanted()) {
      run.core.events().starting(run.execution, work);
    }
    if (started != null) {
      run.decider.outcome(work, started, run.clock.turnMicros(), 0);
    } else if (isForThisThread(work)) {
      callHere(work);
    } else {
      run.calls.callElsewhere(work);
    }
  }

  private void callHere(Work work) {
    Outcome outcome = run.calls.callHere(work);
    run.clock.look();
    if (run.isDisturbed() || run.calls.interruptedByHost()) {
      // A cancellation that interrupted the tool counts before the failure that it led to.
      run.turns.readMail();
      run.inbox.readIfItAnswers();
      if (run.claim.isDurable() && run.calls.interruptedByHost()) {
        run.leave();
      }
      if (isMoot(work, outcome)) {
        return;
      }
    }
    run.decider.outcome(work, outcome, run.clock.turnMicros(), run.draw(outcome));
  }

  /** An interruption because the run is left says nothing about what its tool did. */
  private boolean isMoot(Work work, Outcome outcome) {
    boolean left =
        run.isLeaving() ? !run.state.halted() : run.calls.isOver() && work.id().compensation();
    return left && Calls.isInterruption(outcome);
  }

  private boolean isForThisThread(Work work) {
    return run.turns.isInline()
        && !run.plan.parallel()
        && work.deadlineMicros() == Long.MAX_VALUE
        && work.step().maxConcurrency() == 1
        && !run.core.gate().bounds(work.toolId());
  }

  /** A call on another thread came to something; that thread says so. */
  void callEnded(Call call, Outcome outcome) {
    long came = run.clock.nowMicros();
    run.turns.tell(() -> callEnded(call, outcome, came));
  }

  /** What came too late is left to its deadline, which the run's next look at the time finds. */
  private void callEnded(Call call, Outcome outcome, long came) {
    run.calls.ended(call);
    if (came < call.work().deadlineMicros() && !isMoot(call.work(), outcome)) {
      run.decider.outcome(call.work(), outcome, run.clock.turnMicros(), run.draw(outcome));
    }
  }

  /** A call couldn't begin before the claim had become stale: it is made once that is renewed. */
  void postpone(Call call) {
    run.turns.tell(
        () -> {
          run.calls.ended(call);
          if (postponed == null) {
            postponed = new ArrayDeque<>();
          }
          postponed.add(call.work());
        });
  }
}
