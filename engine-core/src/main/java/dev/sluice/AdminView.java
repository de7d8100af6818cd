package dev.sluice;

import dev.sluice.execution.Execution;
import dev.sluice.internal.engine.Runs;
import dev.sluice.store.ExecutionQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An operator's view of an engine: every caller's runs. Whoever holds it was trusted by the host.
 * Thread-safe.
 */
public final class AdminView {
  private final Runs runs;

  AdminView(Runs runs) {
    this.runs = runs;
  }

  /**
   * Reads the record of any run.
   *
   * @param executionId the run
   * @return its record as of now, or empty
   */
  public Optional<Execution> findExecution(String executionId) {
    return runs.find(null, executionId);
  }

  /**
   * Lists any runs, newest first.
   *
   * @param query which
   * @return at most a page
   */
  public List<Execution> list(ExecutionQuery query) {
    return runs.list(query);
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
    return runs.await(null, executionId, most);
  }

  /**
   * Cancels any run.
   *
   * @param executionId the run
   * @throws dev.sluice.error.NotFoundException if there is none
   */
  public void cancel(String executionId) {
    runs.cancel(null, executionId);
  }
}
