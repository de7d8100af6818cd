package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.EngineException;
import dev.sluice.error.NotFoundException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.Execution;
import dev.sluice.host.Gate;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.Records;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Micros;
import dev.sluice.store.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds runs, waits for them and deletes them. A null caller is an operator, who sees all; for
 * anyone else "not theirs" and "not there" are the same. Thread-safe.
 */
public final class Executions {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  private static final int PURGED_AT_ONCE = 200;
  private static final long FIRST_PAUSE = 20_000_000;
  private static final long MOST_PAUSE = 500_000_000;

  private final Core core;
  private final Completions completions;

  /**
   * The executions of an engine.
   *
   * @param core the engine
   * @param runs its starts
   */
  public Executions(Core core, Runs runs) {
    this.core = core;
    this.completions = new Completions(core, runs, this);
  }

  /**
   * Their completions.
   *
   * @return for those who see what runs wait for, and tell them
   */
  public Completions completions() {
    return completions;
  }

  /**
   * Finds a run.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @return its record as of now, or empty
   */
  public Optional<Execution> find(@Nullable String caller, String executionId) {
    return core.ask(() -> findNow(caller, executionId));
  }

  private Optional<Execution> findNow(@Nullable String caller, String executionId) {
    return core.store().executions().find(caller, executionId).map(this::record);
  }

  private Execution record(StoredExecution stored) {
    return Records.of(stored, core.mapper());
  }

  /** Finds a run that must be there. */
  Execution require(@Nullable String caller, String executionId) {
    return there(find(caller, executionId), executionId);
  }

  private static Execution there(Optional<Execution> found, String executionId) {
    return found.orElseThrow(() -> new NotFoundException("execution", executionId));
  }

  /**
   * Lists runs. What can't be read is left out, and logged.
   *
   * @param query which
   * @return their records, newest first
   */
  public List<Execution> list(ExecutionQuery query) {
    List<Execution> found = new ArrayList<>();
    for (StoredExecution stored : core.ask(() -> core.store().executions().list(query))) {
      try {
        found.add(record(stored));
      } catch (StoreUnavailableException e) {
        LOG.warn("The execution {} is left out of a list", stored.id(), e);
      }
    }
    return List.copyOf(found);
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
      Execution now = require(caller, executionId);
      long left = patience - (core.host().ticker().getAsLong() - begun);
      boolean lives = run != null || core.isShared();
      if (now.status().isEnded() || left <= 0 || !lives) {
        return lives ? now : require(caller, executionId);
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
    look(caller, executionId, ended, new Patience(core, executionId));
    return ended;
  }

  /** No thread is held while a store doesn't answer. */
  private void look(
      @Nullable String caller,
      String executionId,
      CompletableFuture<Execution> ended,
      Patience patience) {
    try {
      ActiveRun run = core.active().find(executionId);
      Execution now = there(findNow(caller, executionId), executionId);
      patience.over();
      if (now.status().isEnded() || (run == null && !core.isShared())) {
        ended.complete(run == null ? there(findNow(caller, executionId), executionId) : now);
      } else if (run != null) {
        var unused =
            run.done.whenComplete(
                (record, failure) -> {
                  if (failure instanceof HandedOver) {
                    later(caller, executionId, ended, patience);
                  } else if (failure == null) {
                    ended.complete(record);
                  } else {
                    ended.completeExceptionally(failure);
                  }
                });
      } else {
        later(caller, executionId, ended, patience);
      }
    } catch (StoreUnavailableException e) {
      try {
        var unused = patience.again(e, core.host().ticker().getAsLong() / 1_000);
        later(caller, executionId, ended, patience);
      } catch (StoreUnavailableException lasting) {
        ended.completeExceptionally(lasting);
      }
    } catch (EngineException e) {
      ended.completeExceptionally(e);
    }
  }

  private void later(
      @Nullable String caller,
      String executionId,
      CompletableFuture<Execution> ended,
      Patience patience) {
    Runnable again =
        () -> {
          try {
            core.threads().execute(() -> look(caller, executionId, ended, patience));
          } catch (RejectedExecutionException e) {
            later(caller, executionId, ended, patience); // which says so if the engine is closed
          }
        };
    if (core.isClosed()) {
      ended.completeExceptionally(new EngineClosedException());
    } else {
      var unused = core.threads().after(again, MOST_PAUSE);
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
    for (ActiveRun run : core.active().all()) {
      if (run.execution.caller().equals(caller)) {
        run.inbox.fencedOff();
      }
    }
    core.store().workflows().erase(caller);
    return core.store().executions().erase(caller);
  }
}
