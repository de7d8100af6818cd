package dev.sluice.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 *       dev.sluice.error.StoreUnavailableException}: it doesn't answer; where that {@linkplain
 *       dev.sluice.error.StoreUnavailableException#isTransient() may pass}, the engine asks again.
 *       Anything else counts as a store that doesn't answer and won't.
 *   <li><b>Can it be called twice for the same work?</b> After a lost answer, yes: {@code create}
 *       and {@code append} tell by owner, attempt and position that they were here before.
 *   <li><b>Who closes it?</b> Whoever made it.
 * </ol>
 *
 * <p><b>Facts</b> count and are read whole, but those that the header tells needn't be kept: {@link
 * HeaderFacts}.
 *
 * <p><b>Claims.</b> A run that hasn't ended is either claimed by one engine, until its lease
 * expires, or released and due at some time. Every claim raises the run's attempt, and writes under
 * an older attempt are refused. All comparisons of lease ends and due times use the store's one
 * clock and never an engine's.
 */
public interface ExecutionStore {
  /**
   * Whether several engines may work on the runs in here, or one engine after another: then claims
   * are leases that the engine renews, calls of tools that must not be repeated are announced
   * before they are made, and runs that wait are released.
   *
   * @return false for a store that lives and dies with its one engine; always the same
   */
  boolean isShared();

  /**
   * Creates a run with its first facts, whole or not at all, and claims it.
   *
   * @param execution what it is made from
   * @param claimant the engine that runs it from now on, or null to leave it released: it is then
   *     due when its header says
   * @param facts its first facts, in order; the list isn't kept
   * @param header its header
   * @return the fence of the run's first claim, or null where there was none. If this very run is
   *     there already, begun with these facts, that is the answer to a repeated question and no
   *     conflict, even if others have claimed it since: then that fence is no longer the newest. A
   *     run whose first claim, of another claimant, is still the newest wasn't created by this one
   * @throws dev.sluice.error.ConflictException if the id or the caller's idempotency key is taken
   */
  @Nullable Fence create(
      NewExecution execution,
      @Nullable Claimant claimant,
      List<? extends Fact> facts,
      Header header);

  /**
   * Creates a released run in a transaction of the host's own.
   *
   * @param transaction open; it is neither committed nor rolled back here, and stays usable even if
   *     the run is there already
   * @param execution what it is made from
   * @param header its header
   * @return false if the caller's idempotency key is taken; nothing was written
   * @throws IllegalArgumentException if the transaction isn't one of this store's
   */
  default boolean create(StoreTransaction transaction, NewExecution execution, Header header) {
    throw new IllegalArgumentException("This store can't take part in a transaction of the host.");
  }

  /**
   * Appends facts, whole or not at all.
   *
   * @param fence the right to
   * @param position how many facts the run has so far, as the writer knows
   * @param facts in order, possibly none; the list isn't kept
   * @param header the header from now on. Where it is {@linkplain Header#isReleased() released},
   *     the claim ends with this write, and the run is due when the header says, or at once if its
   *     inbox has messages that the header doesn't count as read
   * @param notice what another run is told in the same write, or null
   * @throws FencedException if the fence is no longer the newest; nothing was written. If this very
   *     write is there already, that is the answer to a repeated question and no failure
   */
  void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, @Nullable Notice notice)
      throws FencedException;

  /**
   * Claims runs that nobody works on: first those whose lease has expired, then those that are
   * released and due, by priority and time. No two engines get the same.
   *
   * @param claimant who claims
   * @param queues in which queues
   * @param except runs that this engine can't work on
   * @param most how many at most
   * @return the claimed runs, with all their facts. One that can't be read is among them as such;
   *     one whose status the store doesn't know isn't claimed at all: it belongs to a newer engine
   */
  List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most);

  /**
   * Renews leases, expired ones too, unless another engine has claimed the run meanwhile.
   *
   * @param claimant who renews
   * @param fences of runs that it really works on; never of others
   * @return the ids of those that are still its own
   */
  Set<String> renew(Claimant claimant, Collection<Fence> fences);

  /**
   * Leaves a message for a run that hasn't ended. If nobody has claimed the run, it is due at once.
   *
   * @param caller who tells it: a run of another caller isn't there; null is an operator, or the
   *     engine itself
   * @param executionId the run
   * @param content what is told
   * @return false if there is no such run, or it has ended
   */
  boolean post(@Nullable String caller, String executionId, Fact content);

  /**
   * Reads a run's inbox.
   *
   * @param executionId the run
   * @param after the number of the last message that is known already, or 0
   * @return the later ones, in order
   */
  List<Message> inbox(String executionId, long after);

  /**
   * Which runs have messages that their header doesn't count as read.
   *
   * @param owner the engine that has claimed them
   * @return their ids
   */
  Set<String> withMail(String owner);

  /**
   * Reads one run.
   *
   * @param caller who asks: a run of another caller isn't there; null is an operator, who sees all
   * @param executionId the id
   * @return the run, possibly an unreadable one, or empty
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
   * Finds the run that was started with an idempotency key, also in the host's own transaction that
   * isn't committed yet.
   *
   * @param transaction open; it is only read in, where the store can take part in it
   * @param caller who started it
   * @param idempotencyKey the key
   * @return the run, or empty
   * @throws IllegalArgumentException if the transaction isn't one of this store's
   */
  default Optional<StoredExecution> findByIdempotencyKey(
      StoreTransaction transaction, String caller, String idempotencyKey) {
    return findByIdempotencyKey(caller, idempotencyKey);
  }

  /**
   * Lists runs, newest first.
   *
   * @param query which of them
   * @return at most the query's page size; unreadable ones count and are among them
   */
  List<StoredExecution> list(ExecutionQuery query);

  /**
   * Deletes ended runs with everything that belongs to them.
   *
   * @param endedBeforeMicros those that ended earlier than that, in microseconds since 1970
   * @param most how many at most, so that a large purge can be done in small transactions
   * @return how many were deleted
   */
  int purge(long endedBeforeMicros, int most);

  /**
   * Deletes all runs of a caller, whether they have ended or not, with everything that belongs to
   * them. Whoever works on one of them is fenced off.
   *
   * @param caller whose
   * @return how many were deleted
   */
  int erase(String caller);
}
