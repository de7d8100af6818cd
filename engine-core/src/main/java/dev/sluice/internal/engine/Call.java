package dev.sluice.internal.engine;

import dev.sluice.execution.ErrorCodes;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Work;
import java.util.concurrent.RejectedExecutionException;

/**
 * One tool call on the tool executor: queued at the gate, run, interrupted when it isn't wanted any
 * more.
 */
final class Call {
  private final ActiveRun run;
  private final EngineCall call;
  private final CallSlot slot = new CallSlot();
  private final Runnable begin = this::begin;

  /** Whether its task is taken: by the thread that calls the tool, or by who withdraws the call. */
  private boolean taken;

  private boolean over;

  Call(ActiveRun run, EngineCall call) {
    this.run = run;
    this.call = call;
  }

  Work work() {
    return call.work();
  }

  void start() {
    run.core.gate().enter(call.toolId(), begin);
  }

  private void begin() {
    try {
      run.core.threads().call(new Carried(run.context, this::run, this::withoutContext));
    } catch (RejectedExecutionException e) {
      withdraw(
          Outcome.Failure.lasting(
              ErrorCodes.CANCELLED,
              "The tool executor takes no more calls: the engine is closing, or it is full."));
    } catch (Throwable e) { // such as an OutOfMemoryError: no thread could be made
      withdraw(
          new Outcome.Failure(
              ErrorCodes.TOOL_ERROR,
              "The tool executor could not take the call: " + ToolCaller.message(e),
              true,
              0));
    }
  }

  private void withoutContext(@Nullable Throwable failure) {
    withdraw(
        new Outcome.Failure(
            ErrorCodes.TOOL_ERROR,
            "The host's context could not be carried to the tool's thread"
                + (failure == null ? "." : " (" + failure.getClass().getSimpleName() + ")."),
            true,
            0));
  }

  /** The gate let it in, but the tool isn't called. */
  private void withdraw(Outcome outcome) {
    if (take()) {
      run.core.gate().leave(call.toolId());
      finish(outcome);
    }
  }

  private synchronized boolean take() {
    boolean first = !taken;
    taken = true;
    return first;
  }

  private void run() {
    if (!take()) {
      return; // it waited for a thread for too long
    }
    if (run.claim.isStale()) {
      run.core.gate().leave(call.toolId());
      if (end()) {
        run.driver.postpone(this);
      }
      return;
    }
    LogContext before = LogContext.open(call.executionId(), run.execution.workflow().id());
    LogContext.step(call.work().step().numberText());
    Outcome outcome;
    try {
      slot.enter(call);
      boolean interrupted;
      try {
        boolean tooLate =
            call.isCancelled() || run.calls.isOver() || call.now() >= call.work().deadlineMicros();
        outcome = tooLate ? Calls.NOT_CALLED : run.core.caller().call(call);
      } finally {
        interrupted = slot.leave(call);
      }
      outcome = interrupted ? Calls.cancelled(outcome) : outcome;
    } finally {
      before.restore();
      run.core.gate().leave(call.toolId());
    }
    finish(outcome);
  }

  private synchronized boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }

  private void finish(Outcome outcome) {
    if (end()) {
      run.driver.callEnded(this, outcome);
    }
  }

  /** Tells the tool that nobody waits for it any more; if no thread is in it yet, none will be. */
  void cancel() {
    slot.cancel(call);
    if (run.core.gate().withdraw(begin)) {
      finish(Calls.NOT_CALLED);
    } else {
      withdraw(Calls.NOT_CALLED);
    }
  }
}
