package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.EngineException;
import dev.sluice.error.NotFoundException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.host.Gate;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.run.UnitId;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Micros;
import dev.sluice.store.StoredExecution;
import dev.sluice.tool.Approval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs, waits for them, cancels and completes them. A null caller is an operator, who sees
 * all; for anyone else "not theirs" and "not there" are the same. Thread-safe.
 */
public final class Executions {
  private final Core core;
  private final Runs runs;

  private static final int PURGED_AT_ONCE = 200;
  private static final long FIRST_PAUSE = 20_000_000;
  private static final long MOST_PAUSE = 500_000_000;

  /**
   * The executions of an engine.
   *
   * @param core the engine
   * @param runs its starts
   */
  public Executions(Core core, Runs runs) {
    this.core = core;
    this.runs = runs;
  }

  /**
   * Finds a run.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @return its record as of now, or empty
   */
  public Optional<Execution> find(@Nullable String caller, String executionId) {
    return core.store().executions().find(caller, executionId).map(Records::of);
  }

  /**
   * Lists runs.
   *
   * @param query which
   * @return their records, newest first
   */
  public List<Execution> list(ExecutionQuery query) {
    return core.store().executions().list(query).stream().map(Records::of).toList();
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
      RunDriver driver = core.active(executionId);
      Execution now = require(caller, executionId);
      long left = patience - (core.host().ticker().getAsLong() - begun);
      boolean lives = driver != null || core.isShared();
      if (now.status().isEnded() || left <= 0 || !lives) {
        return lives ? now : require(caller, executionId);
      }
      try {
        if (driver != null && !core.isShared()) {
          return driver.done().get(left, TimeUnit.NANOSECONDS);
        }
        Gate gate = new Gate();
        if (driver != null) {
          var unused = driver.done().whenComplete((record, failure) -> gate.open());
        }
        core.host().sleeper().await(gate, driver == null ? Math.min(left, pause) : left);
      } catch (TimeoutException e) {
        return require(caller, executionId);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return require(caller, executionId);
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
    require(caller, executionId);
    look(caller, executionId, ended);
    return ended;
  }

  private void look(
      @Nullable String caller, String executionId, CompletableFuture<Execution> ended) {
    try {
      RunDriver driver = core.active(executionId);
      Execution now = require(caller, executionId);
      if (now.status().isEnded() || (driver == null && !core.isShared())) {
        ended.complete(driver == null ? require(caller, executionId) : now);
      } else if (driver != null) {
        var unused =
            driver
                .done()
                .whenComplete(
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

  private Execution require(@Nullable String caller, String executionId) {
    return find(caller, executionId)
        .orElseThrow(() -> new NotFoundException("execution", executionId));
  }

  /**
   * Cancels a run; one that has ended stays as it was.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   */
  public void cancel(@Nullable String caller, String executionId) {
    require(caller, executionId);
    RunDriver driver = core.active(executionId);
    String message = "The execution was cancelled.";
    if (driver != null && !driver.isDurable()) {
      driver.cancel(message);
    } else if (core.isShared()) {
      core.post(caller, executionId, new Mail.Cancel(message));
    }
  }

  /**
   * Completes a pending step.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param value what the step then has
   */
  public void complete(@Nullable String caller, String token, @Nullable Object value) {
    finish(caller, token, core.caller().value(value));
  }

  /**
   * Fails a pending step.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param code the failure's code
   * @param message the failure's message
   */
  public void fail(@Nullable String caller, String token, String code, String message) {
    finish(caller, token, new Outcome.Failure(code, message, true, 0));
  }

  private void finish(@Nullable String caller, String token, Outcome outcome) {
    reach(
        caller,
        token,
        (driver, unit, attempt) -> driver.complete(unit, attempt, outcome),
        (unit, attempt) -> new Mail.Complete(unit, attempt, 0, outcome));
  }

  /**
   * Answers an approval.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param approval the answer
   */
  public void decide(@Nullable String caller, String token, Approval approval) {
    reach(
        caller,
        token,
        (driver, unit, attempt) -> driver.decide(unit, attempt, approval),
        (unit, attempt) -> new Mail.Decide(unit, attempt, 0, approval));
  }

  /**
   * Says what is to become of a call of unknown outcome.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param resolution what someone found out, or wants
   */
  public void resolve(@Nullable String caller, String token, Resolution resolution) {
    Outcome outcome;
    if (resolution.kind() == Resolution.Kind.RESULT) {
      outcome = core.caller().value(resolution.value());
    } else if (resolution.kind() == Resolution.Kind.RETRY) {
      outcome = new Outcome.Again();
    } else {
      outcome = Outcome.Failure.lasting(ErrorCodes.OUTCOME_UNKNOWN, resolution.message());
    }
    finish(caller, token, outcome);
  }

  private interface Direct {
    void to(RunDriver driver, UnitId unit, int attempt);
  }

  private interface ByMail {
    Mail to(UnitId unit, int attempt);
  }

  private void reach(@Nullable String caller, String token, Direct direct, ByMail byMail) {
    Tokens.Named named = core.tokens().read(token);
    UnitId unit = named == null ? null : UnitId.parse(named.unit());
    if (named == null || unit == null || find(caller, named.executionId()).isEmpty()) {
      // One answer for all: it doesn't tell a stranger that a token is real.
      throw new NotFoundException("execution", "(of this completion token)");
    }
    RunDriver driver = core.active(named.executionId());
    if (driver != null && !driver.isDurable()) {
      direct.to(driver, unit, named.attempt());
    } else if (core.isShared()) {
      core.post(caller, named.executionId(), byMail.to(unit, named.attempt()));
    }
  }

  /**
   * Deletes ended runs in small batches.
   *
   * @param endedBefore those that ended earlier than that
   * @return how many were deleted
   */
  public long purge(Instant endedBefore) {
    long count = 0;
    int deleted;
    do {
      deleted = core.store().executions().purge(Micros.of(endedBefore), PURGED_AT_ONCE);
      count += deleted;
    } while (deleted == PURGED_AT_ONCE);
    return count;
  }

  /**
   * Deletes everything that belongs to a caller.
   *
   * @param caller whose
   * @return how many runs were deleted
   */
  public long erase(String caller) {
    for (RunDriver driver : core.actives()) {
      if (driver.execution().caller().equals(caller)) {
        driver.fencedOff();
      }
    }
    core.store().workflows().erase(caller);
    return core.store().executions().erase(caller);
  }

  /**
   * What a run waits for.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @return its waiting steps; empty if it has ended or waits for nothing
   */
  public List<WaitingStep> waiting(@Nullable String caller, String executionId) {
    StoredExecution stored =
        core.store()
            .executions()
            .find(caller, executionId)
            .orElseThrow(() -> new NotFoundException("execution", executionId));
    Plan plan = runs.plan(stored.execution().workflow());
    return plan == null || stored.header().status().isEnded()
        ? List.of()
        : Waits.of(stored, plan, core);
  }
}
