package dev.sluice.internal.engine;

import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Records;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Micros;
import dev.sluice.store.StoredExecution;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs, and deletes them. A null caller is an operator, who sees all; for anyone else "not
 * theirs" and "not there" are the same. Thread-safe.
 */
public final class Executions {
  private static final int PURGED_AT_ONCE = 200;

  private final Core core;
  private final Runs runs;
  private final Ends ends;
  private final Completions completions;

  /**
   * The executions of an engine.
   *
   * @param core the engine
   * @param runs its starts
   */
  public Executions(Core core, Runs runs) {
    this.core = core;
    this.runs = runs;
    this.ends = new Ends(core, this);
    this.completions = new Completions(core, this);
  }

  /**
   * Their ends.
   *
   * @return for those who wait for them
   */
  public Ends ends() {
    return ends;
  }

  /**
   * Their completions.
   *
   * @return for those who tell runs something
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
    return core.store().executions().find(caller, executionId).map(Records::of);
  }

  /** Finds a run that must be there. */
  Execution require(@Nullable String caller, String executionId) {
    return find(caller, executionId)
        .orElseThrow(() -> new NotFoundException("execution", executionId));
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
        run.claim.fencedOff();
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
