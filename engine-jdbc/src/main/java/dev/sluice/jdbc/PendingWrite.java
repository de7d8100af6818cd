package dev.sluice.jdbc;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A creation or an append that waits to be committed, and its thread. Its state changes under the
 * committer's lock only; what came of it is set before that, and read afterwards.
 */
final class PendingWrite {
  enum State {
    WAITING,
    /** Its thread is to write a group. */
    LEADS,
    /** It is done, or refused. */
    ANSWERED,
    /** It must be done by itself. */
    ALONE
  }

  final String executionId;
  final @Nullable Creation creation;
  final @Nullable Append append;
  private final Thread thread = Thread.currentThread();
  volatile State state = State.WAITING;

  /** Of an append. */
  boolean written;

  /** Of a creation. */
  Writes.Created created = Writes.Created.TAKEN;

  /** Since when its thread has a permit. */
  long ledSince;

  /** What its thread is to write with it, itself among them. */
  List<PendingWrite> group = List.of();

  private PendingWrite(String executionId, @Nullable Creation creation, @Nullable Append append) {
    this.executionId = executionId;
    this.creation = creation;
    this.append = append;
  }

  static PendingWrite of(Creation creation) {
    return new PendingWrite(creation.run().id(), creation, null);
  }

  static PendingWrite of(Append append) {
    return new PendingWrite(append.fence().executionId(), null, append);
  }

  void lead(List<PendingWrite> all) {
    ledSince = System.nanoTime();
    group = all;
    state = State.LEADS;
  }

  /** Lets its thread look at the state again. */
  void wake() {
    if (thread != Thread.currentThread()) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Waits on its thread until it waits no more. An interrupted thread gets its answer too: its
   * write may be on its way already.
   *
   * @return false if the patience was over before
   */
  boolean await(long patienceNanos) {
    long since = System.nanoTime();
    boolean interrupted = false;
    long left = patienceNanos;
    while (state == State.WAITING && left > 0) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
      left = patienceNanos - (System.nanoTime() - since);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return state != State.WAITING;
  }
}
