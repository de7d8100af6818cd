package dev.sluice.internal.engine;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoreTransaction;

/**
 * A run that can start: it was checked, and nothing is written yet. Exactly one of its ways to
 * start is taken, once, by the thread that made it.
 */
public final class NewRun {
  final ActiveRun run;

  NewRun(ActiveRun run) {
    this.run = run;
  }

  /**
   * What the run is made from.
   *
   * @return the same object always
   */
  public NewExecution execution() {
    return run.execution;
  }

  /**
   * Lets the run in, if its caller hasn't too many under way here. If it was let in it must be run
   * or submitted, else refused.
   *
   * @param mostOfCaller how many runs that no other run started
   * @return false if it would be one too many
   */
  public boolean admit(int mostOfCaller) {
    return run.core.active().admit(run, mostOfCaller);
  }

  /**
   * Creates the run as one that failed at once: it was one too many.
   *
   * @param message the execution's error
   * @return the failed record
   */
  public Execution refuse(String message) {
    long now = run.clock.turnMicros();
    run.decider.stop(ExecutionStatus.FAILED, ErrorCodes.TOO_MANY_RUNS, message, now);
    run.decider.next(now);
    run.recorder.create(now, true);
    Execution record = run.state.record();
    run.done.complete(record);
    return record;
  }

  // ---- on the caller's thread ----

  /**
   * Creates the run and drives it on the calling thread, until it has ended or the wait is over.
   *
   * @param waitMicros how long to wait for what takes time by itself, or {@link Long#MAX_VALUE}
   * @return the record, ended or as of the end of the wait, after which the engine's threads go on
   *     with it; null if another engine runs it now: then the store knows what becomes of it
   */
  public @Nullable Execution runInline(long waitMicros) {
    run.turns.takeInline();
    LogContext before = LogContext.open(run.execution.id(), run.execution.workflow().id());
    try {
      return drive(waitMicros);
    } catch (HandedOver e) {
      run.lost(e);
      return null;
    } catch (RuntimeException | Error e) {
      run.lost(e);
      throw e;
    } finally {
      before.restore();
      if (run.calls.interruptedByHost()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Execution drive(long waitMicros) {
    long begun = run.clock.turnMicros();
    run.core.active().enter(run);
    run.decider.start(begun);
    long giveUpAt = waitMicros == Long.MAX_VALUE ? Long.MAX_VALUE : begun + waitMicros;
    while (true) {
      long wake;
      try {
        if (run.driver.advance()) {
          return run.state.record();
        }
        run.patience.over();
        wake = run.driver.wakeMicros();
      } catch (StoreUnavailableException e) {
        wake = run.patience.again(e, run.clock.turnMicros());
      }
      if (run.clock.turnMicros() < giveUpAt) {
        await(Math.min(wake, giveUpAt));
      } else if (run.recorder.isCreated() && run.state.unwritten().isEmpty()) {
        Execution record = run.state.record();
        run.turns.handOver();
        return record;
      } else if (run.recorder.isDeferred() && !run.state.ended()) {
        run.claim.deferNoLonger(); // whoever gets the record must find it in the store
      } else {
        await(wake);
      }
    }
  }

  /** An interruption that no tool heeded ends the wait: the host doesn't want to wait either. */
  private void await(long wake) {
    boolean interrupted = run.calls.hasUnheededInterrupt();
    try {
      if (!interrupted) {
        run.turns.await(wake);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    run.clock.look();
    if (interrupted) {
      run.calls.hostInterrupted();
      if (run.claim.isDurable()) {
        run.leave();
      } else {
        run.decider.stop(
            ExecutionStatus.FAILED,
            ErrorCodes.INTERRUPTED,
            "The executing thread was interrupted.",
            run.clock.turnMicros());
      }
    }
  }

  // ---- submitted ----

  /**
   * Creates the run, not started, and leaves it to the engine's threads, or to whichever engine
   * takes it up.
   *
   * @param here whether this engine must run it
   * @return the pending record
   */
  public Execution submit(boolean here) {
    Execution pending = run.state.record();
    boolean mine = here || !run.core.isShared() || run.core.takesUp(run.execution);
    try {
      run.turns.takeInline(); // nobody else looks at it before it is there
      if (mine) {
        run.core.active().enter(run);
      }
      if (!run.recorder.isDeferred()) {
        createPatiently(mine);
      }
    } catch (RuntimeException | Error e) {
      run.lost(e);
      throw e;
    }
    if (mine) {
      run.turns.handOver();
    } else {
      run.core.active().leave(run);
      run.core.nudge();
    }
    return pending;
  }

  private void createPatiently(boolean claimed) {
    while (!run.recorder.isCreated()) {
      try {
        run.recorder.create(run.clock.turnMicros(), claimed);
      } catch (StoreUnavailableException e) {
        long again = run.patience.again(e, run.clock.turnMicros());
        try {
          run.turns.await(again);
        } catch (InterruptedException interruption) {
          Thread.currentThread().interrupt();
          throw e;
        }
        run.clock.look();
      }
    }
    run.patience.over();
    run.claim.begin();
  }

  /**
   * Creates the run, not started, in a transaction of the host's own.
   *
   * @param transaction open
   * @return the pending record, or null if the caller's idempotency key is taken
   */
  public @Nullable Execution submitWithin(StoreTransaction transaction) {
    Execution pending = run.state.record();
    run.core.active().leave(run);
    return run.core
            .store()
            .executions()
            .create(transaction, run.execution, run.state.header(run.clock.turnMicros(), 0, true))
        ? pending
        : null;
  }
}
