package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.host.ContextPropagator;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.RunDecider;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.Uncertainty;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.run.Work;
import dev.sluice.store.Claimed;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Message;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.StoreTransaction;
import dev.sluice.tool.Approval;
import dev.sluice.workflow.OnUncertain;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one run: performs the effects that its state asks for, in one loop ({@link #advance()})
 * that the caller's thread and the engine's threads share. One thread at a time is in it; {@link
 * Turns} sees to that.
 */
public final class RunDriver {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  private final Core core;
  private final Plan plan;
  private final NewExecution execution;
  private final RunState state;
  private final RunDecider decider;
  private final ContextPropagator.Captured context;
  private final RunClock clock;
  private final Turns turns;
  private final Calls calls;
  private final Recorder recorder;
  private final Patience patience;
  private final CompletableFuture<Execution> done = new CompletableFuture<>();
  private volatile boolean draining;

  /** The run shall be left to other engines as soon as no tool is at work. */
  private volatile boolean leaving;

  /** There may be something in the inbox. */
  private volatile boolean mail;

  /** The children that it waits for aren't known here yet. */
  private boolean orphaned;

  private volatile long renewedNanos;

  /** A call that was decided on, and is made once that is written. */
  private @Nullable Work ready;

  private final Queue<Work> postponed = new ArrayDeque<>(0);

  private long now;

  /**
   * A driver of a run that isn't created yet.
   *
   * @param core the engine
   * @param plan the compiled definition
   * @param execution what the run is made from
   * @param deferred whether it is written only when it has ended
   */
  public RunDriver(Core core, Plan plan, NewExecution execution, boolean deferred) {
    this(core, plan, execution, deferred, execution.createdMicros());
  }

  /** A driver of a run that was claimed. */
  RunDriver(Core core, Plan plan, Claimed claimed, List<RunFact> facts) {
    this(core, plan, claimed.stored().execution(), false, startOf(core, facts));
    facts.forEach(state::replay);
    recorder.adopt(claimed);
    mail = true;
  }

  private RunDriver(
      Core core, Plan plan, NewExecution execution, boolean deferred, long startMicros) {
    this.core = core;
    this.plan = plan;
    this.execution = execution;
    Uncertainty uncertainty =
        step -> isDurable() ? core.tools().uncertainty(step) : OnUncertain.RETRY;
    this.state = new RunState(plan, execution, core.limits(), uncertainty);
    this.decider = new RunDecider(state);
    this.context = core.host().context().capture();
    this.clock = new RunClock(core.host(), startMicros);
    this.turns = new Turns(this, clock, this::takeTurn);
    this.calls = new Calls(this, state, decider);
    this.recorder = new Recorder(core, execution, state, deferred);
    this.patience = new Patience(core, execution.id());
    this.renewedNanos = core.host().ticker().getAsLong();
    this.now = startMicros;
  }

  /** Clocks of engines differ: a run's own time never runs backwards. */
  private static long startOf(Core core, List<RunFact> facts) {
    long now = core.nowMicros();
    for (RunFact fact : facts) {
      now = Math.max(now, fact.atMicros());
    }
    return now;
  }

  Core core() {
    return core;
  }

  /**
   * What the run is made from.
   *
   * @return the same object always
   */
  public NewExecution execution() {
    return execution;
  }

  /** Whether a caller started it, and not another run of theirs. */
  boolean isOf(String caller) {
    return execution.start().parentId() == null && execution.caller().equals(caller);
  }

  ContextPropagator.Captured context() {
    return context;
  }

  long now() {
    return clock.nowMicros();
  }

  /** Whether a unit's tool is a workflow. */
  boolean isWorkflow(UnitId id) {
    PlanStep step = plan.steps().get(plan.outline().slotOf(id.step()));
    PlanStep.Undo undo = id.compensation() ? step.undo() : null;
    return Children.isWorkflow(undo == null ? step.toolId() : undo.toolId());
  }

  /** Whether it outlives this engine: other engines, or a later one, can go on with it. */
  boolean isDurable() {
    return core.isShared() && !recorder.isDeferred();
  }

  @Nullable Fence fence() {
    return done.isDone() ? null : recorder.fence();
  }

  long renewedNanos() {
    return renewedNanos;
  }

  /** Its lease was renewed. */
  void renewed(long beforeNanos) {
    renewedNanos = beforeNanos;
    if (ready != null) { // a stale answer does no harm: the next renewal asks again
      turns.signal();
    }
  }

  /**
   * Completes with the record when the run has ended.
   *
   * @return a future; cancelling it does nothing to the run
   */
  public CompletableFuture<Execution> done() {
    return done;
  }

  // ---- how it starts ----

  /**
   * Creates the run and drives it on the calling thread, until it has ended or the wait is over.
   *
   * @param waitMicros how long to wait for what takes time by itself, or {@link Long#MAX_VALUE}
   * @return the record, ended or as of the end of the wait, after which the engine's threads go on
   *     with it; null if another engine runs it now: then the store knows what becomes of it
   */
  public @Nullable Execution runInline(long waitMicros) {
    turns.takeInline();
    LogContext before = LogContext.open(execution.id(), execution.workflow().id());
    try {
      core.enter(this);
      decider.start(now);
      long giveUpAt = waitMicros == Long.MAX_VALUE ? Long.MAX_VALUE : now + waitMicros;
      while (true) {
        long wake;
        try {
          if (advance()) {
            return state.record();
          }
          patience.over();
          wake = wake();
        } catch (StoreUnavailableException e) {
          wake = patience.again(e, now);
        }
        if (now < giveUpAt) {
          await(Math.min(wake, giveUpAt));
        } else if (recorder.isCreated() && state.unwritten().isEmpty()) {
          Execution record = state.record();
          turns.handOver();
          return record;
        } else if (recorder.isDeferred() && !state.ended()) {
          deferNoLonger(); // whoever gets the record must find it in the store
        } else {
          await(wake);
        }
      }
    } catch (HandedOver e) {
      lost(e);
      return null;
    } catch (RuntimeException | Error e) {
      lost(e);
      throw e;
    } finally {
      before.restore();
      if (calls.interruptedByHost()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** From now on it is written like any other run, and its children too. */
  private void deferNoLonger() {
    if (recorder.isDeferred() && !state.ended()) {
      recorder.deferNoLonger();
      decider.announce(now);
      for (String id : calls.children()) {
        RunDriver child = core.active(id);
        if (child != null) {
          child.turns.tell(child::deferNoLonger);
        }
      }
    }
  }

  /** An interruption that no tool heeded ends the wait: the host doesn't want to wait either. */
  private void await(long wake) {
    boolean interrupted = calls.hasUnheededInterrupt();
    try {
      if (!interrupted) {
        turns.await(wake);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    now = now();
    if (interrupted) {
      calls.hostInterrupted();
      if (isDurable()) {
        leaving = true;
      } else {
        decider.stop(
            ExecutionStatus.FAILED,
            ErrorCodes.INTERRUPTED,
            "The executing thread was interrupted.",
            now);
      }
    }
  }

  /**
   * Creates the run, not started, and leaves it to the engine's threads, or to whichever engine
   * takes it up.
   *
   * @param here whether this engine must run it
   * @return the pending record
   */
  public Execution submit(boolean here) {
    Execution pending = state.record();
    boolean mine = here || !core.isShared() || core.takesUp(execution);
    try {
      turns.takeInline(); // nobody else looks at it before it is there
      if (mine) {
        core.enter(this);
      }
      if (!recorder.isDeferred()) {
        createPatiently(mine);
      }
    } catch (RuntimeException | Error e) {
      lost(e);
      throw e;
    }
    if (mine) {
      turns.handOver();
    } else {
      core.leave(this);
      core.nudge();
    }
    return pending;
  }

  /**
   * Creates the run, not started, in a transaction of the host's own.
   *
   * @param transaction open
   * @return the pending record, or null if the caller's idempotency key is taken
   */
  public @Nullable Execution submitWithin(StoreTransaction transaction) {
    Execution pending = state.record();
    core.leave(this);
    return core.store().executions().create(transaction, execution, state.header(now, 0, true))
        ? pending
        : null;
  }

  private void createPatiently(boolean claimed) {
    while (!recorder.isCreated()) {
      try {
        recorder.create(now, claimed);
      } catch (StoreUnavailableException e) {
        long again = patience.again(e, now);
        try {
          turns.await(again);
        } catch (InterruptedException interruption) {
          Thread.currentThread().interrupt();
          throw e;
        }
        now = now();
      }
    }
    patience.over();
    beginLease();
  }

  /** Goes on with a run that was claimed. */
  void resume(Claimed claimed, long askedNanos) {
    turns.takeInline(); // nobody else looks at it before it is complete
    renewedNanos = askedNanos;
    try {
      core.enter(this);
    } catch (EngineClosedException e) {
      core.leave(this);
      throw e;
    }
    decider.resume(claimed.fence().attempt(), now);
    if (claimed.recovered() && claimed.recoveries() > core.mostRecoveries()) {
      decider.abort(
          ErrorCodes.TOO_MANY_RECOVERIES,
          "The run was taken over from crashed engines "
              + claimed.recoveries()
              + " times; it may be what crashes them.",
          now);
    }
    orphaned = true;
    beginLease();
    turns.handOver();
  }

  private void beginLease() {
    if (isDurable() && recorder.fence() != null) {
      core.leases().begin();
    }
  }

  /**
   * Creates the run as one that failed at once: it was one too many.
   *
   * @param message the execution's error
   * @return the failed record
   */
  public Execution refuse(String message) {
    decider.stop(ExecutionStatus.FAILED, ErrorCodes.TOO_MANY_RUNS, message, now);
    decider.next(now);
    recorder.create(now, true);
    Execution record = state.record();
    done.complete(record);
    return record;
  }

  private void takeTurn() {
    if (done.isDone()) {
      return;
    }
    try {
      now = now();
      if (!advance()) {
        patience.over();
        turns.wakeAt(wake());
      }
    } catch (StoreUnavailableException e) {
      try {
        turns.wakeAt(patience.again(e, now));
      } catch (StoreUnavailableException lasting) {
        LOG.warn("The run {} stays at its last recorded step", execution.id(), lasting);
        lost(lasting);
      }
    } catch (HandedOver e) {
      lost(e);
    } catch (RuntimeException | Error e) {
      LOG.error("The run {} stays at its last recorded step", execution.id(), e);
      lost(e);
    }
  }

  // ---- what others tell ----

  /**
   * Cancels the run: nothing new starts, running tools are interrupted, what succeeded is
   * compensated.
   *
   * @param message the execution's error
   */
  public void cancel(String message) {
    turns.tell(() -> decider.stop(ExecutionStatus.CANCELLED, ErrorCodes.CANCELLED, message, now));
    stopCalls();
  }

  /** After the message: whoever sees this finds the reason in the mailbox, or the inbox. */
  private void stopCalls() {
    calls.startNothing();
    calls.interruptStepHere();
  }

  /** There is something in the inbox. If it is a cancellation, tools are interrupted now. */
  void mailArrived() {
    mail = true;
    turns.signal();
    if (turns.isInline()) {
      try {
        for (Message message : core.store().executions().inbox(execution.id(), 0)) {
          if (Mail.read(message.content()) instanceof Mail.Cancel) {
            stopCalls();
          }
        }
      } catch (StoreUnavailableException e) {
        LOG.debug("The run {} reads its inbox later", execution.id(), e);
      }
    }
  }

  /** Another engine has claimed the run. */
  void fencedOff() {
    turns.tell(
        () -> {
          throw new HandedOver("Another engine has claimed the run.");
        });
  }

  /**
   * Completes a pending attempt.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param outcome a value or a failure
   */
  public void complete(UnitId id, int attempt, Outcome outcome) {
    finish(id, attempt, () -> outcome);
  }

  /**
   * A person answers an approval.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param approval the answer
   */
  public void decide(UnitId id, int attempt, Approval approval) {
    finish(id, attempt, () -> Decisions.outcome(approval, state.arguments(id), core.caller()));
  }

  /** What counts is when it came, not when the run gets to it. */
  private void finish(UnitId id, int attempt, Supplier<Outcome> outcome) {
    long came = now();
    turns.tell(() -> finish(id, attempt, came, outcome));
  }

  private void finish(UnitId id, int attempt, long came, Supplier<Outcome> outcome) {
    if (state.isInTime(id, attempt, came)) {
      Outcome known = outcome.get();
      decider.complete(id, attempt, known, now, draw(known));
    }
  }

  private void readInbox() {
    while (mail && !done.isDone()) {
      mail = false;
      try {
        for (Message message : recorder.mail()) {
          read(Mail.read(message.content()));
          recorder.read(message);
        }
      } catch (StoreUnavailableException e) {
        mail = true;
        throw e;
      }
    }
  }

  /** The sender's clock may be ahead. */
  private long came(long sentMicros) {
    return Math.min(sentMicros, now);
  }

  private void read(@Nullable Mail message) {
    if (message instanceof Mail.Cancel cancel) {
      decider.stop(ExecutionStatus.CANCELLED, ErrorCodes.CANCELLED, cancel.message(), now);
      calls.startNothing();
    } else if (message instanceof Mail.Complete complete) {
      finish(complete.id(), complete.attempt(), came(complete.atMicros()), complete::outcome);
    } else if (message instanceof Mail.Decide decide) {
      finish(
          decide.id(),
          decide.attempt(),
          came(decide.atMicros()),
          () -> Decisions.outcome(decide.approval(), state.arguments(decide.id()), core.caller()));
    }
  }

  /** The engine closes: nothing new starts, running tools may end. */
  void close() {
    draining = true;
    if (isDurable()) {
      leaving = true;
      turns.signal();
      return;
    }
    turns.tell(
        () ->
            decider.stop(
                ExecutionStatus.FAILED, ErrorCodes.ENGINE_CLOSED, "The engine was closed.", now));
    calls.startNothing();
  }

  /** The engine's patience is over: running tools are interrupted. */
  void interrupt() {
    draining = false;
    if (leaving) {
      turns.tell(calls::abandon);
    } else {
      turns.signal();
    }
    calls.interruptHere();
  }

  /** Tools that don't heed their interruption aren't waited for any more. */
  void giveUp() {
    turns.tell(() -> calls.giveUp(now));
  }

  /** The engine is closed and can't bring the run to its end: whoever waits for it is told. */
  void abandon() {
    if (done.completeExceptionally(new EngineClosedException())) {
      core.leave(this);
    }
  }

  void adopt(UnitId id, String childId) {
    calls.adopt(id, childId);
  }

  /** The child that a unit waits for was never stored: it is started anew. */
  void startAnew(RunState.Waiting unit) {
    decider.complete(unit.id(), unit.attempt(), new Outcome.Again(), now, 0);
  }

  // ---- the loop ----

  /** Goes on as far as possible without waiting; true once the run has ended, or was left. */
  private boolean advance() {
    while (true) {
      turns.readMail();
      readInbox();
      if (orphaned) {
        core.children().adopt(this, state.waiting());
        orphaned = false;
      }
      if (leaving && calls.none()) {
        leave();
        return true;
      }
      if (ready == null && !leaving && !state.ended() && startedOrStart()) {
        ready = next();
      }
      boolean release = ready == null && mayRelease();
      write(release);
      if (release) {
        over(new HandedOver("The run waits, and no engine needs to hold it meanwhile."));
        return true;
      }
      boolean gaveUp = calls.drop(state.halted() && !draining, now);
      Work work = ready;
      if (work != null) {
        if (isStale()) { // the next renewal goes on
          throw new StoreUnavailableException(execution.id(), null, true);
        }
        ready = null;
        if (state.stopping() && !work.id().compensation()) {
          decider.outcome(work, Calls.NOT_CALLED, now, 0);
        } else if (now < work.deadlineMicros()) { // else its time is over before it began
          perform(work);
        }
      } else if (state.ended()) {
        ended();
        return true;
      } else if (!gaveUp && !turns.hasMail() && !mail) {
        return false;
      }
    }
  }

  /** A run that waits long needs nobody: whichever engine looks next when it is due takes it up. */
  private boolean mayRelease() {
    return isDurable()
        && !turns.isInline()
        && !state.ended()
        && !mail
        && !turns.hasMail()
        && calls.none()
        && calls.children().stream().allMatch(this::isStored)
        && core.releases()
        && wake() - now > 2 * core.pollMicros();
  }

  private boolean isStored(String childId) {
    RunDriver child = core.active(childId);
    return child == null || child.recorder.isCreated();
  }

  /**
   * A submitted run starts when its time has come; a cancellation before that ends it unstarted.
   */
  private boolean startedOrStart() {
    if (!state.started() && !state.stopping()) {
      if (now < execution.start().notBeforeMicros()) {
        return false;
      }
      decider.start(now);
    }
    return true;
  }

  private @Nullable Work next() {
    Work work;
    while ((work = postponed.poll()) != null) {
      if (work.isWanted()) {
        return work;
      }
    }
    return decider.next(now);
  }

  /** Whether another engine may have taken the run over, so that no tool may be called now. */
  boolean isStale() {
    return isDurable() && !core.leases().isFresh(this);
  }

  /** A call couldn't begin before the claim had become stale: it is made once that is renewed. */
  void postpone(Call call) {
    turns.tell(
        () -> {
          calls.ended(call);
          postponed.add(call.work());
        });
  }

  private void perform(Work work) {
    Outcome started = null;
    if (Children.isWorkflow(work.toolId())) {
      ready = work; // until the store has answered
      started = core.children().start(this, work);
      ready = null;
    }
    if (core.events().wanted()) {
      core.events().starting(this, work);
    }
    if (started != null) {
      decider.outcome(work, started, now, 0);
    } else if (isForThisThread(work)) {
      Outcome outcome = calls.callHere(work);
      now = now();
      // A cancellation that interrupted the tool counts before the failure that it led to.
      turns.readMail();
      readInboxIfItAnswers();
      leaving |= isDurable() && calls.interruptedByHost();
      if (!(leaving && Calls.isInterruption(outcome))) {
        decider.outcome(work, outcome, now, draw(outcome));
      }
    } else {
      calls.callElsewhere(
          work,
          (call, outcome) -> {
            long came = now();
            turns.tell(() -> callEnded(call, outcome, came));
          });
    }
  }

  private void readInboxIfItAnswers() {
    try {
      readInbox();
    } catch (StoreUnavailableException e) {
      mail = true; // the outcome at hand must not be lost for that; it is asked again
    }
  }

  /** What came too late is left to its deadline, which the run's next look at the time finds. */
  private void callEnded(Call call, Outcome outcome, long came) {
    calls.ended(call);
    if (came < call.work().deadlineMicros()) {
      decider.outcome(call.work(), outcome, now, draw(outcome));
    }
  }

  private boolean isForThisThread(Work work) {
    return turns.isInline()
        && !plan.parallel()
        && work.deadlineMicros() == Long.MAX_VALUE
        && work.step().maxConcurrency() == 1
        && !core.gate().bounds(work.toolId());
  }

  private double draw(Outcome outcome) {
    return outcome instanceof Outcome.Value ? 0 : core.host().random().nextDouble();
  }

  private long wake() {
    return state.started()
        ? Math.min(state.wakeMicros(), calls.graceEndsMicros())
        : execution.start().notBeforeMicros();
  }

  // ---- writing ----

  private void write(boolean release) {
    boolean fresh = !recorder.isCreated();
    if (!recorder.isAsked()) {
      renewedNanos = core.host().ticker().getAsLong();
    }
    Notice notice = state.ended() ? core.children().notice(execution, state) : null;
    Notice told;
    try {
      told = recorder.write(now, release, notice);
    } catch (FencedException e) {
      if (core.isShared()) {
        throw new HandedOver(String.valueOf(e.getMessage()));
      }
      throw new StoreUnavailableException(execution.id(), e);
    }
    patience.over();
    if (fresh) {
      beginLease();
    }
    if (recorder.isReleased() && !release) {
      throw new HandedOver("The run was released by a write that was answered late.");
    }
    if (told != null) {
      core.tell(told.executionId());
    }
  }

  private void leave() {
    if (!recorder.isCreated()) {
      throw core.isClosed()
          ? new EngineClosedException()
          : new StoreUnavailableException(execution.id(), null);
    }
    try {
      recorder.giveBack(now);
    } catch (FencedException e) {
      throw new HandedOver(String.valueOf(e.getMessage()));
    }
    over(
        core.isClosed()
            ? new EngineClosedException()
            : new HandedOver("The run was released for other engines."));
  }

  private void ended() {
    if (!done.isDone()) {
      turns.stopTimer();
      core.leave(this);
      done.complete(state.record());
    }
  }

  /** Others go on with it. */
  private void over(RuntimeException why) {
    turns.stopTimer();
    core.leave(this);
    done.completeExceptionally(why);
  }

  /** Its store doesn't answer, or another engine has it: what is under way has nobody to tell. */
  private void lost(Throwable cause) {
    turns.stopTimer();
    calls.abandon();
    core.leave(this);
    done.completeExceptionally(cause);
  }
}
