package dev.sluice.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps runs. Thread-safe.
 *
 * <ol>
 *   <li><b>Who calls it, on which thread?</b> The engine, on the thread that advances a run, or on
 *       a host's thread that reads.
 *   <li><b>May it block?</b> Yes, for as long as its medium needs. No lock of the engine is held
 *       meanwhile.
 *   <li><b>What does null mean?</b> Only where it says so.
 *   <li><b>What does an exception mean?</b> {@link FencedException}: another engine runs this now.
 *       {@link dev.sluice.error.ConflictException}: the id or the idempotency key is taken. {@link
 *       dev.sluice.error.StoreUnavailableException}: it doesn't answer. Anything else counts as the
 *       last of these.
 *   <li><b>Can it be called twice for the same work?</b> After a lost answer, yes; the fence tells.
 *   <li><b>Who closes it?</b> Whoever made it.
 * </ol>
 */
public interface ExecutionStore {
  /**
   * Creates a run with its first facts, whole or not at all, and claims it for an owner.
   *
   * @param execution what it is made from
   * @param owner the engine that runs it from now on, or null to leave it unclaimed
   * @param facts its first facts, in order; the list isn't kept
   * @param header its header
   * @return the fence of the claim, or null where there was none
   */
  @Nullable Fence create(
      NewExecution execution, @Nullable String owner, List<? extends Fact> facts, Header header);

  /**
   * Appends facts, whole or not at all.
   *
   * @param fence the right to
   * @param facts in order; the list isn't kept
   * @param header the header from now on
   * @throws FencedException if the fence is no longer the newest; nothing was written
   */
  void append(Fence fence, List<? extends Fact> facts, Header header) throws FencedException;

  /**
   * Reads one run.
   *
   * @param caller who asks: a run of another caller isn't there; null is an operator, who sees all
   * @param executionId the id
   * @return the run, or empty
   */
  Optional<StoredExecution> find(@Nullable String caller, String executionId);

  /**
   * Finds the run that was started with an idempotency key.
   *
   * @param caller who started it
   * @param idempotencyKey the key
   * @return the run, or empty
   */
  Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey);

  /**
   * Lists runs, newest first.
   *
   * @param query which of them
   * @return at most the query's page size
   */
  List<StoredExecution> list(ExecutionQuery query);
}
