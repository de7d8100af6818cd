package dev.sluice.internal.engine;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.host.ContextPropagator;
import dev.sluice.host.Gate;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.run.Work;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.NewExecution;
import dev.sluice.workflow.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Drives one run: performs the effects that its state asks for, in one loop ({@link #advance()})
 * that the caller's thread and the engine's threads share. One thread at a time is in it. What
 * comes from outside (outcomes of calls on other threads, completions, cancellations) goes through
 * a mailbox.
 */
public final class RunDriver {
  private final Core core;
  private final Plan plan;
  private final NewExecution execution;
  private final RunState state;
  private final ContextPropagator.Captured context;
  private final long wallMicros;
  private final long tickNanos;
  private final Gate gate = new Gate();
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger signals = new AtomicInteger();
  private final List<Call> calls = new ArrayList<>(0);
  private final CompletableFuture<Execution> done = new CompletableFuture<>();
  private final CallThread inlineThread = new CallThread();
  private @Nullable Fence fence;
  private volatile boolean inline;
  private volatile @Nullable EngineCall inlineCall;
  private volatile boolean draining;
  private boolean interruptedByHost;

  /** Whether a step has failed for the host's interrupt, so that no other tool needs to see it. */
  private boolean interruptHeeded;

  private long graceEnds = Long.MAX_VALUE;
  private long timerAt = Long.MAX_VALUE;
  private Runnable timer = () -> {};
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
    this.wallMicros = execution.createdMicros();
    this.tickNanos = core.host().ticker().getAsLong();
    this.now = wallMicros;
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

  ContextPropagator.Captured context() {
    return context;
  }

  Step step(UnitId id) {
    return plan.outline().step(plan.outline().slotOf(id.step()));
  }

  /**
   * The wall clock at the start, carried on by the monotonic clock: one read a step boundary, and
   * never backwards.
   */
  long now() {
    return wallMicros + (core.host().ticker().getAsLong() - tickNanos) / 1_000;
  }

  Execution record() {
    return state.record();
  }

  /**
   * Completes with the record when the run has ended.
   *
   * @return a future; cancelling it does nothing to the run
   */
  public CompletableFuture<Execution> done() {
    return done;
  }

  // ---- the caller's thread ----

  /**
   * Creates the run and drives it on the calling thread, until it has ended or the wait is over.
   *
   * @param waitMicros how long to wait for what takes time by itself, or {@link Long#MAX_VALUE}
   * @return the record, ended or as of the end of the wait; then the engine's threads go on with it
   */
  public Execution runInline(long waitMicros) {
    inline = true;
    LogContext before = LogContext.open(execution.id(), execution.workflow().id());
    core.enter(this);
    try {
      state.start(now);
      create();
      long giveUpAt = waitMicros == Long.MAX_VALUE ? Long.MAX_VALUE : now + waitMicros;
      while (!advance()) {
        long wake = Math.min(wake(), giveUpAt);
        if (now >= giveUpAt) {
          return handOver();
        }
        await(wake);
      }
      return state.record();
    } catch (RuntimeException | Error e) {
      core.leave(this);
      done.completeExceptionally(e);
      throw e;
    } finally {
      before.restore();
      if (interruptedByHost) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void await(long wake) {
    passOnInterrupt();
    try {
      core.host()
          .sleeper()
          .await(gate, wake == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, wake - now()) * 1_000);
    } catch (InterruptedException e) {
      interruptedByHost = true;
      interruptHeeded = true;
      state.stop(
          ExecutionStatus.FAILED,
          ErrorCodes.INTERRUPTED,
          "The executing thread was interrupted.",
          now());
    }
    gate.close();
    now = now();
  }

  private Execution handOver() {
    Execution record = state.record();
    inline = false;
    signal();
    return record;
  }

  // ---- the engine's threads ----

  /**
   * Creates the run, not started, and leaves it to the engine's threads.
   *
   * @return the pending record
   */
  public Execution submit() {
    core.enter(this);
    Execution pending = state.record();
    try {
      create();
    } catch (RuntimeException | Error e) {
      core.leave(this);
      throw e;
    }
    signal();
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
    done.complete(state.record());
    return state.record();
  }

  /** Something happened: whoever drives the run looks at it. */
  private void signal() {
    if (inline) {
      gate.open();
    }
    if (!inline && signals.getAndIncrement() == 0) {
      try {
        core.threads().execute(context.wrap(this::drain));
      } catch (java.util.concurrent.RejectedExecutionException e) {
        signals.set(0); // the engine is closed: the run stays at its last recorded fact
      }
    }
  }

  private void drain() {
    LogContext before = LogContext.open(execution.id(), execution.workflow().id());
    int seen = signals.get();
    try {
      do {
        seen = signals.get();
        now = now();
        if (!advance()) {
          arm(wake());
        }
      } while (signals.addAndGet(-seen) != 0);
    } catch (RuntimeException | Error e) {
      core.leave(this);
      done.completeExceptionally(e);
    } finally {
      before.restore();
    }
  }

  private void arm(long wake) {
    if (wake != timerAt) {
      timer.run();
      timerAt = wake;
      timer =
          wake == Long.MAX_VALUE
              ? () -> {}
              : core.threads().after(this::signal, Math.max(0, wake - now()) * 1_000);
    }
  }

  // ---- what others tell ----

  private void tell(Runnable message) {
    mailbox.add(message);
    signal();
  }

  /**
   * Cancels the run: nothing new starts, running tools are interrupted, what succeeded is
   * compensated.
   *
   * @param message the execution's error
   */
  public void cancel(String message) {
    tell(() -> state.stop(ExecutionStatus.CANCELLED, ErrorCodes.CANCELLED, message, now));
    interruptInline();
  }

  private void interruptInline() {
    EngineCall running = inlineCall;
    if (running != null) {
      running.cancel();
      inlineThread.interrupt();
    }
  }

  /**
   * The engine closes: nothing new starts, running tools may end.
   *
   * @param message the execution's error
   */
  void close(String message) {
    draining = true;
    tell(() -> state.stop(ExecutionStatus.FAILED, ErrorCodes.ENGINE_CLOSED, message, now));
  }

  /** The engine's patience is over: running tools are interrupted. */
  void interrupt() {
    draining = false;
    tell(() -> {});
    interruptInline();
  }

  /**
   * Completes a pending attempt.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param outcome a value or a failure
   */
  public void complete(UnitId id, int attempt, Outcome outcome) {
    tell(() -> state.complete(id, attempt, outcome, now, core.host().random().nextDouble()));
  }

  // ---- the loop ----

  /** Goes on as far as possible without waiting; true once the run has ended. */
  private boolean advance() {
    while (true) {
      Runnable message;
      while ((message = mailbox.poll()) != null) {
        message.run();
      }
      Work work = state.ended() ? null : notBefore() ? null : state.next(now);
      write();
      dropUnwanted();
      if (work == null) {
        if (state.ended()) {
          finished();
          return true;
        }
        if (mailbox.isEmpty()) {
          return false;
        }
      } else if (inlineable(work)) {
        Outcome outcome = callHere(work);
        now = now();
        state.outcome(work, outcome, now, draw(outcome));
      } else {
        callElsewhere(work);
      }
    }
  }

  /**
   * A submitted run starts when its time has come; a cancellation before that ends it unstarted.
   */
  private boolean notBefore() {
    if (state.started() || state.stopping()) {
      return false;
    }
    if (now < execution.start().notBeforeMicros()) {
      return true;
    }
    state.start(now);
    return false;
  }

  private long wake() {
    long wake = Math.min(state.wakeMicros(), graceEnds);
    return state.started() ? wake : Math.min(wake, execution.start().notBeforeMicros());
  }

  private double draw(Outcome outcome) {
    return outcome instanceof Outcome.Failure ? core.host().random().nextDouble() : 0;
  }

  private boolean inlineable(Work work) {
    return inline
        && !plan.parallel()
        && work.deadlineMicros() == Long.MAX_VALUE
        && work.step().maxConcurrency() == 1
        && !core.gate().bounds(work.toolId());
  }

  private Outcome callHere(Work work) {
    EngineCall call = new EngineCall(this, work);
    if (core.events().wanted()) {
      core.events().starting(this, work);
    }
    LogContext.step(work.step().number());
    passOnInterrupt();
    inlineCall = call;
    inlineThread.enter();
    boolean byEngine;
    Outcome outcome;
    try {
      outcome = core.caller().call(call);
    } finally {
      byEngine = inlineThread.leave();
      inlineCall = null;
      LogContext.noStep();
      interruptedByHost |= Thread.interrupted();
    }
    if (outcome instanceof Outcome.Failure failure
        && failure.code().equals(ErrorCodes.INTERRUPTED)) {
      if (byEngine) {
        return Outcome.Failure.lasting(ErrorCodes.CANCELLED, failure.message());
      }
      interruptHeeded = true;
    }
    return outcome;
  }

  /**
   * The flag is down while the engine itself is at work, since stores may not like it; what a tool
   * didn't notice, the next one must see.
   */
  private void passOnInterrupt() {
    if (interruptedByHost && !interruptHeeded) {
      Thread.currentThread().interrupt();
    }
  }

  private void callElsewhere(Work work) {
    if (core.events().wanted()) {
      core.events().starting(this, work);
    }
    Call call =
        new Call(
            this,
            new EngineCall(this, work),
            (ended, outcome) -> tell(() -> callEnded(ended, outcome)));
    calls.add(call);
    call.start();
  }

  private void callEnded(Call call, Outcome outcome) {
    calls.remove(call);
    state.outcome(call.work(), outcome, now, draw(outcome));
  }

  /**
   * Interrupts tools that timed out, and all of them once the run is stopped from outside; gives up
   * those that don't heed it.
   */
  private void dropUnwanted() {
    if (calls.isEmpty()) {
      graceEnds = Long.MAX_VALUE;
      return;
    }
    boolean halted = state.halted() && !draining;
    if (!halted) {
      graceEnds = Long.MAX_VALUE;
    }
    if (halted && graceEnds == Long.MAX_VALUE) {
      graceEnds = now + core.cancelGraceMicros();
      List.copyOf(calls).forEach(Call::cancel);
    }
    for (Call call : List.copyOf(calls)) {
      if (!call.work().isWanted()) {
        calls.remove(call);
        call.cancel();
      } else if (halted && now >= graceEnds) {
        calls.remove(call);
        state.outcome(
            call.work(),
            Outcome.Failure.lasting(ErrorCodes.CANCELLED, "The tool didn't heed its interruption."),
            now,
            0);
        tell(() -> {});
      }
    }
  }

  // ---- writing ----

  private void create() {
    List<RunFact> facts = state.takeFacts();
    fence =
        core.store()
            .executions()
            .create(execution, core.owner(), List.<Fact>copyOf(facts), state.header());
    if (core.events().wanted()) {
      core.events().written(this, facts);
    }
  }

  private void write() {
    Fence claim = fence;
    if (claim == null || !state.hasFacts()) {
      return;
    }
    List<RunFact> facts = state.takeFacts();
    try {
      core.store().executions().append(claim, List.<Fact>copyOf(facts), state.header());
    } catch (FencedException e) {
      throw new StoreUnavailableException(execution.id(), e);
    }
    if (core.events().wanted()) {
      core.events().written(this, facts);
    }
  }

  private void finished() {
    if (!done.isDone()) {
      timer.run();
      core.leave(this);
      done.complete(state.record());
    }
  }
}
