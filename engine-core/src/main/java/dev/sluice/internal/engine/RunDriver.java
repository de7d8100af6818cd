package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.host.ContextPropagator;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.run.Work;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.NewExecution;
import dev.sluice.tool.Approval;
import dev.sluice.workflow.Step;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives one run: performs the effects that its state asks for, in one loop ({@link #advance()})
 * that the caller's thread and the engine's threads share. One thread at a time is in it; {@link
 * Turns} sees to that.
 */
public final class RunDriver {
  private final Core core;
  private final Plan plan;
  private final NewExecution execution;
  private final RunState state;
  private final ContextPropagator.Captured context;
  private final RunClock clock;
  private final Turns turns;
  private final Calls calls;
  private final CompletableFuture<Execution> done = new CompletableFuture<>();
  private volatile boolean draining;
  private @Nullable Fence fence;
  private @Nullable Execution ended;
  private int position;
  private long now;

  /**
   * A driver of a run that isn't created yet.
   *
   * @param core the engine
   * @param plan the compiled definition
   * @param execution what the run is made from
   */
  public RunDriver(Core core, Plan plan, NewExecution execution) {
    this.core = core;
    this.plan = plan;
    this.execution = execution;
    this.state = new RunState(plan, execution, core.limits());
    this.context = core.host().context().capture();
    this.clock = new RunClock(core.host(), execution.createdMicros());
    this.turns = new Turns(this, clock, this::takeTurn);
    this.calls = new Calls(this, state);
    this.now = execution.createdMicros();
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

  Step step(UnitId id) {
    return plan.outline().step(plan.outline().slotOf(id.step()));
  }

  long now() {
    return clock.nowMicros();
  }

  Execution record() {
    Execution last = ended;
    if (last == null) {
      last = state.record();
      ended = state.ended() ? last : null;
    }
    return last;
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
   * @return the record, ended or as of the end of the wait; then the engine's threads go on with it
   */
  public Execution runInline(long waitMicros) {
    turns.takeInline();
    LogContext before = LogContext.open(execution.id(), execution.workflow().id());
    try {
      core.enter(this);
      state.start(now);
      create();
      long giveUpAt = waitMicros == Long.MAX_VALUE ? Long.MAX_VALUE : now + waitMicros;
      while (!advance()) {
        if (now >= giveUpAt) {
          Execution record = state.record();
          turns.handOver();
          return record;
        }
        await(Math.min(wake(), giveUpAt));
      }
      return record();
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
      state.stop(
          ExecutionStatus.FAILED,
          ErrorCodes.INTERRUPTED,
          "The executing thread was interrupted.",
          now);
    }
  }

  /**
   * Creates the run, not started, and leaves it to the engine's threads.
   *
   * @return the pending record
   */
  public Execution submit() {
    Execution pending = state.record();
    try {
      core.enter(this);
      create();
    } catch (RuntimeException | Error e) {
      lost(e);
      throw e;
    }
    turns.signal();
    return pending;
  }

  /**
   * Creates the run as one that failed at once: it was one too many.
   *
   * @param message the execution's error
   * @return the failed record
   */
  public Execution refuse(String message) {
    state.stop(ExecutionStatus.FAILED, ErrorCodes.TOO_MANY_RUNS, message, now);
    state.next(now);
    create();
    Execution record = state.record();
    done.complete(record);
    return record;
  }

  private void takeTurn() {
    try {
      now = now();
      if (!advance()) {
        turns.wakeAt(wake());
      }
    } catch (RuntimeException | Error e) {
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
    turns.tell(() -> state.stop(ExecutionStatus.CANCELLED, ErrorCodes.CANCELLED, message, now));
    calls.startNothing(); // after the message: whoever sees this finds the reason in the mailbox
    calls.interruptStepHere();
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
    turns.tell(
        () -> {
          if (state.isInTime(id, attempt, came)) {
            Outcome known = outcome.get();
            state.complete(id, attempt, known, now, draw(known));
          }
        });
  }

  /** The engine closes: nothing new starts, running tools may end. */
  void close() {
    draining = true;
    turns.tell(
        () ->
            state.stop(
                ExecutionStatus.FAILED, ErrorCodes.ENGINE_CLOSED, "The engine was closed.", now));
    calls.startNothing();
  }

  /** The engine's patience is over: running tools are interrupted. */
  void interrupt() {
    draining = false;
    turns.signal();
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

  void adopt(UnitId id, RunDriver child) {
    calls.adopt(id, child);
  }

  // ---- the loop ----

  /** Goes on as far as possible without waiting; true once the run has ended. */
  private boolean advance() {
    while (true) {
      turns.readMail();
      Work work = state.ended() || !startedOrStart() ? null : state.next(now);
      write();
      boolean gaveUp = calls.drop(state.halted() && !draining, now);
      if (work != null) {
        perform(work);
      } else if (state.ended()) {
        ended();
        return true;
      } else if (!gaveUp && !turns.hasMail()) {
        return false;
      }
    }
  }

  /**
   * A submitted run starts when its time has come; a cancellation before that ends it unstarted.
   */
  private boolean startedOrStart() {
    if (!state.started() && !state.stopping()) {
      if (now < execution.start().notBeforeMicros()) {
        return false;
      }
      state.start(now);
    }
    return true;
  }

  private void perform(Work work) {
    if (core.events().wanted()) {
      core.events().starting(this, work);
    }
    if (Children.isWorkflow(work.toolId())) {
      state.outcome(work, core.children().start(this, work), now, 0);
    } else if (isForThisThread(work)) {
      Outcome outcome = calls.callHere(work);
      now = now();
      // A cancellation that interrupted the tool counts before the failure that it led to.
      turns.readMail();
      state.outcome(work, outcome, now, draw(outcome));
    } else {
      calls.callElsewhere(
          work,
          (call, outcome) -> {
            long came = now();
            turns.tell(() -> callEnded(call, outcome, came));
          });
    }
  }

  /** What came too late is left to its deadline, which the run's next look at the time finds. */
  private void callEnded(Call call, Outcome outcome, long came) {
    calls.ended(call);
    if (came < call.work().deadlineMicros()) {
      state.outcome(call.work(), outcome, now, draw(outcome));
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

  private void create() {
    fence =
        core.store()
            .executions()
            .create(execution, core.claimant(), state.unwritten(), state.header());
    written();
  }

  private void write() {
    Fence claim = fence;
    if (claim == null || state.unwritten().isEmpty()) {
      return;
    }
    try {
      core.store().executions().append(claim, position, state.unwritten(), state.header(), null);
    } catch (FencedException e) {
      throw new StoreUnavailableException(execution.id(), e);
    }
    written();
  }

  private void written() {
    if (core.events().wanted()) {
      core.events().written(this, state.unwritten());
    }
    position += state.unwritten().size();
    state.written();
  }

  private void ended() {
    if (!done.isDone()) {
      turns.stopTimer();
      core.leave(this);
      done.complete(record());
    }
  }

  /** Its store doesn't answer: what is under way has nobody left to tell. */
  private void lost(Throwable cause) {
    turns.stopTimer();
    calls.abandon();
    core.leave(this);
    done.completeExceptionally(cause);
  }
}
