package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.EngineException;
import dev.sluice.execution.Execution;
import dev.sluice.host.Gate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for runs to end, wherever they are: here the run itself tells, elsewhere the store is asked
 * now and then. Thread-safe.
 */
public final class Ends {
  private static final long FIRST_PAUSE = 20_000_000;
  private static final long MOST_PAUSE = 500_000_000;

  private final Core core;
  private final Executions executions;

  Ends(Core core, Executions executions) {
    this.core = core;
    this.executions = executions;
  }

  /**
   * Waits for a run.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @param most the longest wait
   * @return the record, ended or as of the end of the wait
   */
  public Execution await(@Nullable String caller, String executionId, Duration most) {
    long begun = core.host().ticker().getAsLong();
    long patience = nanos(most);
    for (long pause = FIRST_PAUSE; true; pause = Math.min(MOST_PAUSE, pause * 2)) {
      ActiveRun run = core.active().find(executionId);
      Execution now = executions.require(caller, executionId);
      long left = patience - (core.host().ticker().getAsLong() - begun);
      boolean lives = run != null || core.isShared();
      if (now.status().isEnded() || left <= 0 || !lives) {
        return lives ? now : executions.require(caller, executionId);
      }
      try {
        if (run != null && !core.isShared()) {
          return run.done.get(left, TimeUnit.NANOSECONDS);
        }
        Gate gate = new Gate();
        if (run != null) {
          var unused = run.done.whenComplete((record, failure) -> gate.open());
        }
        core.host().sleeper().await(gate, run == null ? Math.min(left, pause) : left);
      } catch (TimeoutException e) {
        return executions.require(caller, executionId);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return executions.require(caller, executionId);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      }
    }
  }

  private static long nanos(Duration most) {
    try {
      return most.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * A run's end as a future.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @return completes with the record when the run has ended
   */
  public CompletableFuture<Execution> whenEnded(@Nullable String caller, String executionId) {
    CompletableFuture<Execution> ended = new CompletableFuture<>();
    executions.require(caller, executionId);
    look(caller, executionId, ended);
    return ended;
  }

  private void look(
      @Nullable String caller, String executionId, CompletableFuture<Execution> ended) {
    try {
      ActiveRun run = core.active().find(executionId);
      Execution now = executions.require(caller, executionId);
      if (now.status().isEnded() || (run == null && !core.isShared())) {
        ended.complete(run == null ? executions.require(caller, executionId) : now);
      } else if (run != null) {
        var unused =
            run.done.whenComplete(
                (record, failure) -> {
                  if (failure instanceof HandedOver) {
                    later(caller, executionId, ended);
                  } else if (failure == null) {
                    ended.complete(record);
                  } else {
                    ended.completeExceptionally(failure);
                  }
                });
      } else {
        later(caller, executionId, ended);
      }
    } catch (EngineException e) {
      ended.completeExceptionally(e);
    }
  }

  private void later(
      @Nullable String caller, String executionId, CompletableFuture<Execution> ended) {
    Runnable again =
        () -> {
          try {
            core.threads().execute(() -> look(caller, executionId, ended));
          } catch (RejectedExecutionException e) {
            ended.completeExceptionally(new EngineClosedException());
          }
        };
    if (core.isClosed()) {
      ended.completeExceptionally(new EngineClosedException());
    } else {
      var unused = core.threads().after(again, MOST_PAUSE);
    }
  }
}
