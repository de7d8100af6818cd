package dev.sluice.store;

import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps registered workflows. Thread-safe. Every workflow in it has an id, an owner and an {@code
 * updatedAt}, which is its version.
 *
 * <p>Called by the engine on a host's thread; it may block; exceptions mean what they mean to
 * {@link ExecutionStore}.
 */
public interface WorkflowStore {
  /**
   * Adds a workflow.
   *
   * @param workflow with id, owner and times
   * @throws dev.sluice.error.ConflictException if the id is taken
   */
  void insert(Workflow workflow);

  /**
   * Replaces a workflow, if it is still the version that the change is based on.
   *
   * @param workflow with id, owner and times
   * @param basedOn the {@code updatedAt} of the version that it replaces
   * @return false if there is no workflow with this id and owner
   * @throws dev.sluice.error.ConflictException if it was changed since
   */
  boolean update(Workflow workflow, Instant basedOn);

  /**
   * Finds a workflow that a caller may see: a public one, or one of the caller's own.
   *
   * @param caller who asks
   * @param id the workflow's id
   * @return it, or empty
   */
  Optional<Workflow> find(String caller, String id);

  /**
   * Lists a caller's own workflows.
   *
   * @param caller the owner
   * @return all of them, by id
   */
  List<Workflow> list(String caller);

  /**
   * Removes a workflow.
   *
   * @param caller the owner
   * @param id the workflow's id
   * @return false if there is no workflow with this id and owner
   */
  boolean remove(String caller, String id);

  /**
   * Removes all workflows of a caller.
   *
   * @param caller the owner
   * @return how many were removed
   */
  int erase(String caller);

  /**
   * A workflow's former versions, and its present one.
   *
   * @param caller the owner
   * @param id the workflow's id
   * @return newest first; empty if there is no workflow with this id and owner
   */
  List<Workflow> history(String caller, String id);
}
