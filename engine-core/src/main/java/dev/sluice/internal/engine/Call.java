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
  private final Runnable begin = this::begin;
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
      run.core.threads().execute(new Carried(run.context, this::run, this::withoutContext));
    } catch (RejectedExecutionException e) {
      run.core.gate().leave(call.toolId());
      finish(
          Outcome.Failure.lasting(
              ErrorCodes.CANCELLED,
              "The tool executor takes no more calls: the engine is closing, or it is full."));
    }
  }

  private void withoutContext(@Nullable Throwable failure) {
    run.core.gate().leave(call.toolId());
    finish(
        new Outcome.Failure(
            ErrorCodes.TOOL_ERROR,
            "The host's context could not be carried to the tool's thread"
                + (failure == null ? "." : " (" + failure.getClass().getSimpleName() + ")."),
            true,
            0));
  }

  private void run() {
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
      call.enter();
      boolean interrupted;
      try {
        boolean tooLate =
            call.isCancelled() || run.calls.isOver() || call.now() >= call.work().deadlineMicros();
        outcome = tooLate ? Calls.NOT_CALLED : run.core.caller().call(call);
      } finally {
        interrupted = call.leave();
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

  /** Tells the tool that nobody waits for it any more. */
  void cancel() {
    call.cancel();
    if (run.core.gate().withdraw(begin)) {
      finish(Calls.NOT_CALLED);
    }
  }
}
