package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.execution.Execution;
import dev.sluice.host.ContextPropagator;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.RunDecider;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.store.Claimed;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A run in this engine: its parts, which share it, and how its time here ends. State, decider,
 * calls, recorder and patience are for whoever's turn it is; the rest is for any thread.
 */
final class ActiveRun {
  final Core core;
  final Plan plan;
  final NewExecution execution;
  final ContextPropagator.Captured context;
  final RunClock clock;
  final Claim claim;
  final RunState state;
  final RunDecider decider;
  final Recorder recorder;
  final Patience patience;
  final Calls calls;
  final Inbox inbox;
  final RunDriver driver;
  final Turns turns;

  /** Completes with the record when the run has ended, or with the reason why it is left. */
  final CompletableFuture<Execution> done = new CompletableFuture<>();

  private volatile boolean leaving;
  private volatile boolean disturbed;

  /**
   * A run that isn't created yet.
   *
   * @param deferred whether it is written only when it has ended
   */
  ActiveRun(Core core, Plan plan, NewExecution execution, boolean deferred) {
    this(core, plan, execution, deferred, execution.createdMicros());
  }

  /** A run that was claimed. */
  ActiveRun(Core core, Plan plan, Claimed claimed, List<RunFact> facts) {
    this(core, plan, claimed.stored().execution(), false, startOf(claimed, facts));
    for (RunFact fact : facts) {
      state.replay(fact);
    }
    recorder.adopt(claimed);
    inbox.expectMail();
  }

  private ActiveRun(
      Core core, Plan plan, NewExecution execution, boolean deferred, long startMicros) {
    this.core = core;
    this.plan = plan;
    this.execution = execution;
    this.context = core.host().context().capture();
    this.clock = new RunClock(core.host(), startMicros);
    this.claim = new Claim(this);
    this.state = new RunState(plan, execution, core.limits(), claim);
    this.state.mapBy(core.mapper());
    this.decider = new RunDecider(state);
    this.recorder = new Recorder(core, execution, state, deferred);
    this.patience = new Patience(core, execution.id());
    this.calls = new Calls(this);
    this.inbox = new Inbox(this);
    this.driver = new RunDriver(this);
    this.turns = new Turns(this);
  }

  /**
   * Clocks of engines differ: a run goes on at the store's time, and never backwards. Where the
   * engine that left it was ahead of the store, its due time, which the store has measured as a
   * span, has come nevertheless.
   */
  private static long startOf(Claimed claimed, List<RunFact> facts) {
    StoredExecution stored = claimed.stored();
    long start = Math.max(claimed.nowMicros(), stored.execution().createdMicros());
    for (RunFact fact : facts) {
      start = Math.max(start, fact.atMicros());
    }
    long due = stored.header().wakeMicros();
    return claimed.due() && due != Header.NEVER ? Math.max(start, due) : start;
  }

  /** Whether a caller started it, and not another run of theirs. */
  boolean isOf(String caller) {
    return execution.start().parentId() == null && execution.caller().equals(caller);
  }

  /** Whether it may start by now. */
  boolean isDue() {
    return execution.start().notBeforeMicros() <= core.nowMicros();
  }

  /** How much of a retry's jitter applies: from 0 to 1, and 0 where none can follow. */
  double draw(Outcome outcome) {
    return outcome instanceof Outcome.Value ? 0 : core.host().random().nextDouble();
  }

  // ---- its time here ends ----

  /** The run shall be left to other engines as soon as no tool is at work. */
  void leave() {
    leaving = true;
    disturbed = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Something came from outside, for whoever's turn it is to find. */
  void disturb() {
    disturbed = true;
  }

  /** Whether something ever came from outside. */
  boolean isDisturbed() {
    return disturbed;
  }

  /** It has ended. */
  void ended() {
    if (!done.isDone()) {
      turns.stopTimer();
      core.active().leave(this);
      done.complete(state.record());
    }
  }

  /** Others go on with it. */
  void over(RuntimeException why) {
    turns.stopTimer();
    core.active().leave(this);
    done.completeExceptionally(why);
  }

  /** Its store doesn't answer, or another engine has it: what is under way has nobody to tell. */
  void lost(Throwable cause) {
    turns.stopTimer();
    calls.abandon();
    core.active().leave(this);
    done.completeExceptionally(cause);
  }

  /** The engine is closed and can't bring the run to its end: whoever waits for it is told. */
  void abandon() {
    if (done.completeExceptionally(new EngineClosedException())) {
      core.active().leave(this);
    }
  }
}
