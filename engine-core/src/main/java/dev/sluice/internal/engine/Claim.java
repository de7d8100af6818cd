package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.Uncertainty;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Notice;
import dev.sluice.workflow.OnUncertain;

/**
 * Whether this engine may work on a run, what it writes while it may, and when it gives it back.
 * Questions come from any thread; whoever's turn it is writes.
 */
final class Claim implements Uncertainty {
  private final ActiveRun run;
  private volatile long renewedNanos;

  Claim(ActiveRun run) {
    this.run = run;
    this.renewedNanos = run.clock.startNanos();
  }

  /** Whether the run outlives this engine: other engines, or a later one, can go on with it. */
  boolean isDurable() {
    return run.core.isShared() && !run.recorder.isDeferred();
  }

  /** Of a run that nobody can go on with, no call is announced. */
  @Override
  public OnUncertain of(PlanStep step) {
    return isDurable() ? run.core.tools().uncertainty(step) : OnUncertain.RETRY;
  }

  /** What is to be renewed; null if there is nothing. */
  @Nullable
  Fence fence() {
    return run.done.isDone() ? null : run.recorder.fence();
  }

  long renewedNanos() {
    return renewedNanos;
  }

  /** Whether another engine may have taken the run over, so that no tool may be called now. */
  boolean isStale() {
    return isDurable() && !run.core.leases().isFresh(run);
  }

  /** Its lease was renewed; this answer may come after that to a later question. */
  void renewed(long beforeNanos) {
    if (beforeNanos - renewedNanos > 0) {
      renewedNanos = beforeNanos;
    }
    if (run.driver.isHeldBack()) { // a stale answer does no harm: the next renewal asks again
      run.turns.signal();
    }
  }

  /** The store was asked for it then: its lease can't have begun earlier. */
  void askedFor(long nanos) {
    renewedNanos = nanos;
  }

  /** From now on it is kept alive, if there is one. */
  void begin() {
    if (isDurable() && run.recorder.fence() != null) {
      run.core.leases().begin();
    }
  }

  /** From now on the run is written like any other, and its children too. */
  void deferNoLonger() {
    if (run.recorder.isDeferred() && !run.state.ended()) {
      run.recorder.deferNoLonger();
      run.decider.announce(run.clock.turnMicros());
      for (String id : run.calls.children()) {
        ActiveRun child = run.core.active().find(id);
        if (child != null) {
          child.inbox.deferNoLonger();
        }
      }
    }
  }

  /**
   * Writes what isn't written yet.
   *
   * @param release whether the claim ends with it
   */
  void write(boolean release) {
    Recorder recorder = run.recorder;
    boolean fresh = !recorder.isCreated();
    if (!recorder.isAsked() && isDurable()) {
      askedFor(run.core.host().ticker().getAsLong());
    }
    Notice notice = run.state.ended() ? run.core.children().notice(run.execution, run.state) : null;
    Notice told;
    try {
      told = recorder.write(run.clock.turnMicros(), release, notice);
    } catch (FencedException e) {
      if (run.core.isShared()) {
        throw new HandedOver(String.valueOf(e.getMessage()));
      }
      throw new StoreUnavailableException(run.execution.id(), e);
    }
    run.patience.over();
    if (fresh) {
      begin();
    }
    if (recorder.isReleased() && !release) {
      throw new HandedOver("The run was released by a write that was answered late.");
    }
    if (told != null) {
      run.core.active().tell(told.executionId());
    }
  }

  // ---- leaving the run to others ----

  /** A run that waits long needs nobody: whichever engine looks next when it is due takes it up. */
  boolean mayRelease() {
    return isDurable()
        && !run.turns.isInline()
        && !run.state.ended()
        && !run.inbox.hasMail()
        && !run.turns.hasMail()
        && run.calls.none()
        && childrenAreStored()
        && run.core.releases()
        && run.driver.wakeMicros() - run.clock.turnMicros() > 2 * run.core.pollMicros();
  }

  private boolean childrenAreStored() {
    for (String id : run.calls.children()) {
      ActiveRun child = run.core.active().find(id);
      if (child != null && !child.recorder.isCreated()) {
        return false;
      }
    }
    return true;
  }

  /** Gives the run back: it is due at once, for whoever takes it up. */
  void leave() {
    if (!run.recorder.isCreated()) {
      throw run.core.isClosed()
          ? new EngineClosedException()
          : new StoreUnavailableException(run.execution.id(), null);
    }
    try {
      run.recorder.giveBack(run.clock.turnMicros());
    } catch (FencedException e) {
      throw new HandedOver(String.valueOf(e.getMessage()));
    }
    run.over(
        run.core.isClosed()
            ? new EngineClosedException()
            : new HandedOver("The run was released for other engines."));
  }
}
