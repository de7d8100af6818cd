package dev.sluice.internal.engine;

import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.run.UnitId;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.StoredExecution;
import dev.sluice.tool.Approval;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
    Execution now = require(caller, executionId);
    RunDriver driver = core.active(executionId);
    if (now.status().isEnded() || driver == null) {
      return require(caller, executionId);
    }
    try {
      return driver.done().get(nanos(most), TimeUnit.NANOSECONDS);
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
    Execution now = require(caller, executionId);
    RunDriver driver = core.active(executionId);
    return driver == null || now.status().isEnded()
        ? CompletableFuture.completedFuture(require(caller, executionId))
        : driver.done().copy();
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
    if (driver != null) {
      driver.cancel("The execution was cancelled.");
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
    reach(caller, token, (driver, named, unit) -> driver.complete(unit, named.attempt(), outcome));
  }

  /**
   * Answers an approval.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param approval the answer
   */
  public void decide(@Nullable String caller, String token, Approval approval) {
    reach(caller, token, (driver, named, unit) -> driver.decide(unit, named.attempt(), approval));
  }

  private interface Message {
    void to(RunDriver driver, Tokens.Named named, UnitId unit);
  }

  private void reach(@Nullable String caller, String token, Message message) {
    Tokens.Named named = core.tokens().read(token);
    UnitId unit = named == null ? null : UnitId.parse(named.unit());
    if (named == null || unit == null || find(caller, named.executionId()).isEmpty()) {
      // One answer for all: it doesn't tell a stranger that a token is real.
      throw new NotFoundException("execution", "(of this completion token)");
    }
    RunDriver driver = core.active(named.executionId());
    if (driver != null) {
      message.to(driver, named, unit);
    }
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
