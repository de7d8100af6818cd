package dev.sluice;

import dev.sluice.execution.Execution;
import dev.sluice.internal.engine.Executions;
import dev.sluice.store.ExecutionQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An operator's view of an engine: every caller's executions. Whoever holds it was trusted by the
 * host. Thread-safe.
 */
public final class AdminView {
  private final Executions executions;

  AdminView(Executions executions) {
    this.executions = executions;
  }

  /**
   * Reads the record of any run.
   *
   * @param executionId the run
   * @return its record as of now, or empty
   */
  public Optional<Execution> findExecution(String executionId) {
    return executions.find(null, executionId);
  }

  /**
   * Lists any runs, newest first.
   *
   * @param query which
   * @return at most a page
   */
  public List<Execution> list(ExecutionQuery query) {
    return executions.list(query);
  }

  /**
   * Waits for any run.
   *
   * @param executionId the run
   * @param most the longest wait
   * @return the record: ended, or as of the end of the wait
   * @throws dev.sluice.error.NotFoundException if there is none
   */
  public Execution await(String executionId, Duration most) {
    return executions.await(null, executionId, most);
  }

  /**
   * Deletes ended runs, some at a time so that the store stays usable meanwhile.
   *
   * @param endedBefore those that ended earlier than that
   * @return how many were deleted
   */
  public long purge(Instant endedBefore) {
    return executions.purge(endedBefore);
  }

  /**
   * Deletes everything that belongs to a caller: runs, whether they have ended or not, and
   * registered workflows. Before that, {@link #list} with the caller's id and {@link
   * CallerView#list()} export it.
   *
   * @param caller whose
   * @return how many runs were deleted
   */
  public long erase(String caller) {
    return executions.erase(caller);
  }

  /**
   * Cancels any run.
   *
   * @param executionId the run
   * @throws dev.sluice.error.NotFoundException if there is none
   */
  public void cancel(String executionId) {
    executions.completions().cancel(null, executionId);
  }
}
