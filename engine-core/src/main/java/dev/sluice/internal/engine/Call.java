package dev.sluice.internal.engine;

import dev.sluice.execution.ErrorCodes;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Work;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One tool call on the tool executor: queued at the gate, run, interrupted when it isn't wanted any
 * more.
 */
final class Call {
  private final RunDriver driver;
  private final EngineCall call;
  private final BiConsumer<Call, Outcome> done;
  private final Runnable begin = this::begin;
  private boolean over;

  Call(RunDriver driver, EngineCall call, BiConsumer<Call, Outcome> done) {
    this.driver = driver;
    this.call = call;
    this.done = done;
  }

  Work work() {
    return call.work();
  }

  void start() {
    driver.core().gate().enter(call.toolId(), begin);
  }

  private void begin() {
    try {
      driver
          .core()
          .threads()
          .execute(new Carried(driver.context(), this::run, this::withoutContext));
    } catch (RejectedExecutionException e) {
      driver.core().gate().leave(call.toolId());
      finish(
          Outcome.Failure.lasting(
              ErrorCodes.CANCELLED,
              "The tool executor takes no more calls: the engine is closing, or it is full."));
    }
  }

  private void withoutContext(@Nullable Throwable failure) {
    driver.core().gate().leave(call.toolId());
    finish(
        new Outcome.Failure(
            ErrorCodes.TOOL_ERROR,
            "The host's context could not be carried to the tool's thread"
                + (failure == null ? "." : " (" + failure.getClass().getSimpleName() + ")."),
            true,
            0));
  }

  private void run() {
    if (driver.isStale()) {
      driver.core().gate().leave(call.toolId());
      if (end()) {
        driver.postpone(this);
      }
      return;
    }
    LogContext before = LogContext.open(call.executionId(), driver.execution().workflow().id());
    LogContext.step(call.work().step().numberText());
    Outcome outcome;
    try {
      call.enter();
      boolean interrupted;
      try {
        boolean tooLate = call.isCancelled() || call.now() >= call.work().deadlineMicros();
        outcome = tooLate ? Calls.NOT_CALLED : driver.core().caller().call(call);
      } finally {
        interrupted = call.leave();
      }
      outcome = interrupted ? Calls.cancelled(outcome) : outcome;
    } finally {
      before.restore();
      driver.core().gate().leave(call.toolId());
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
      done.accept(this, outcome);
    }
  }

  /** Tells the tool that nobody waits for it any more. */
  void cancel() {
    call.cancel();
    if (driver.core().gate().withdraw(begin)) {
      finish(Calls.NOT_CALLED);
    }
  }
}
