package dev.sluice.store;

import dev.sluice.execution.ExecutionStatus;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list: newest first, a page at a time, from where the last page ended. Immutable;
 * setters return changed copies.
 *
 * <p>Paging goes by (created, id), never by an offset: a page stays right while runs are added.
 */
public final class ExecutionQuery {
  private static final ExecutionQuery ALL =
      new ExecutionQuery(null, null, null, null, null, null, null, null, 50);

  private final @Nullable String caller;
  private final @Nullable String workflowId;
  private final @Nullable ExecutionStatus status;
  private final @Nullable String tag;
  private final @Nullable Instant createdFrom;
  private final @Nullable Instant createdBefore;
  private final @Nullable Instant afterCreated;
  private final @Nullable String afterId;
  private final int limit;

  private ExecutionQuery(
      @Nullable String caller,
      @Nullable String workflowId,
      @Nullable ExecutionStatus status,
      @Nullable String tag,
      @Nullable Instant createdFrom,
      @Nullable Instant createdBefore,
      @Nullable Instant afterCreated,
      @Nullable String afterId,
      int limit) {
    this.caller = caller;
    this.workflowId = workflowId;
    this.status = status;
    this.tag = tag;
    this.createdFrom = createdFrom;
    this.createdBefore = createdBefore;
    this.afterCreated = afterCreated;
    this.afterId = afterId;
    this.limit = limit;
  }

  /**
   * Every run, 50 a page.
   *
   * @return the query without conditions
   */
  public static ExecutionQuery all() {
    return ALL;
  }

  /**
   * Only one caller's runs. A caller's view of an engine sets it itself.
   *
   * @param id the caller, or null for all
   * @return a copy
   */
  public ExecutionQuery caller(@Nullable String id) {
    return new ExecutionQuery(
        id, workflowId, status, tag, createdFrom, createdBefore, afterCreated, afterId, limit);
  }

  /**
   * Only one workflow's runs.
   *
   * @param id the workflow
   * @return a copy
   */
  public ExecutionQuery workflow(String id) {
    return new ExecutionQuery(
        caller, id, status, tag, createdFrom, createdBefore, afterCreated, afterId, limit);
  }

  /**
   * Only runs of a status.
   *
   * @param wanted the status
   * @return a copy
   */
  public ExecutionQuery status(ExecutionStatus wanted) {
    return new ExecutionQuery(
        caller, workflowId, wanted, tag, createdFrom, createdBefore, afterCreated, afterId, limit);
  }

  /**
   * Only runs with a tag.
   *
   * @param wanted the tag
   * @return a copy
   */
  public ExecutionQuery tag(String wanted) {
    return new ExecutionQuery(
        caller,
        workflowId,
        status,
        wanted,
        createdFrom,
        createdBefore,
        afterCreated,
        afterId,
        limit);
  }

  /**
   * Only runs created in a time.
   *
   * @param from the first instant, or null
   * @param before the first instant that is too late, or null
   * @return a copy
   */
  public ExecutionQuery created(@Nullable Instant from, @Nullable Instant before) {
    return new ExecutionQuery(
        caller, workflowId, status, tag, from, before, afterCreated, afterId, limit);
  }

  /**
   * The page that follows a run.
   *
   * @param created when the last run of the page before was created
   * @param id its id
   * @return a copy
   */
  public ExecutionQuery after(Instant created, String id) {
    return new ExecutionQuery(
        caller,
        workflowId,
        status,
        tag,
        createdFrom,
        createdBefore,
        Objects.requireNonNull(created, "created"),
        Objects.requireNonNull(id, "id"),
        limit);
  }

  /**
   * The size of a page.
   *
   * @param most 1 to 1,000
   * @return a copy
   * @throws IllegalArgumentException if it is out of range
   */
  public ExecutionQuery limit(int most) {
    if (most < 1 || most > 1000) {
      throw new IllegalArgumentException("a page has 1 to 1000 runs, not " + most);
    }
    return new ExecutionQuery(
        caller, workflowId, status, tag, createdFrom, createdBefore, afterCreated, afterId, most);
  }

  /**
   * Whose runs.
   *
   * @return a caller id, or null for all
   */
  public @Nullable String caller() {
    return caller;
  }

  /**
   * Which workflow's runs.
   *
   * @return its id, or null for all
   */
  public @Nullable String workflowId() {
    return workflowId;
  }

  /**
   * Runs of which status.
   *
   * @return the status, or null for all
   */
  public @Nullable ExecutionStatus status() {
    return status;
  }

  /**
   * Runs with which tag.
   *
   * @return the tag, or null for all
   */
  public @Nullable String tag() {
    return tag;
  }

  /**
   * Created from when on.
   *
   * @return the first instant, or null
   */
  public @Nullable Instant createdFrom() {
    return createdFrom;
  }

  /**
   * Created before when.
   *
   * @return the first instant that is too late, or null
   */
  public @Nullable Instant createdBefore() {
    return createdBefore;
  }

  /**
   * Where the page before ended.
   *
   * @return when its last run was created, or null for the first page
   */
  public @Nullable Instant afterCreated() {
    return afterCreated;
  }

  /**
   * Where the page before ended.
   *
   * @return the id of its last run, or null for the first page
   */
  public @Nullable String afterId() {
    return afterId;
  }

  /**
   * The size of a page.
   *
   * @return 1 to 1,000
   */
  public int limit() {
    return limit;
  }
}
