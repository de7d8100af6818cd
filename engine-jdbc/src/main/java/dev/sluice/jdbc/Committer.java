package dev.sluice.jdbc;

import dev.sluice.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits the writes of runs, those of several threads together. There is one permit: whoever gets
 * it writes its own and everything that waits, in one transaction, while newcomers wait; then the
 * first of these gets it. Nobody waits for company: a thread that finds the permit free goes at
 * once, alone. Each write keeps its own fence, and one that is refused concerns its own run only.
 * If a common transaction fails, each thread goes on alone, which also finds out whether the lost
 * transaction was committed after all.
 *
 * <p>A leader whose database never answers would hold up all others: so each waits for a time only,
 * then goes on alone, and takes the permit from a leader that has had it that long.
 */
final class Committer {
  private static final int MOST = 128;

  private final Db db;
  private final Writes writes;
  private final Limits limits;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Deque<Entry> waiting = new ArrayDeque<>();

  /** The writes whose threads have a permit. Guarded by the lock. */
  private final List<Entry> leaders = new ArrayList<>();

  /**
   * What bounds it.
   *
   * @param permits how many threads commit at a time, each for all that wait; 0 if every thread
   *     does its own
   * @param patienceNanos how long a leader is waited for
   */
  record Limits(int permits, long patienceNanos) {
    private static final Duration USUAL = Duration.ofSeconds(10);

    /** Leaders are waited for half as long again as they wait for the network. */
    static Limits of(int permits, Duration networkTimeout) {
      Duration timeout = networkTimeout.isZero() ? USUAL : networkTimeout;
      Duration patience = timeout.plus(timeout.dividedBy(2));
      boolean bounded = patience.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) < 0;
      return new Limits(permits, bounded ? patience.toNanos() : Long.MAX_VALUE / 2);
    }
  }

  private enum State {
    WAITING,
    /** The permit is this thread's now. */
    LEADS,
    /** Its write is done, or refused. */
    ANSWERED,
    /** Its write must be done by itself. */
    ALONE
  }

  /** A write that waits: a creation or an append. */
  private static final class Entry {
    final String executionId;
    final @Nullable Creation creation;
    final @Nullable Append append;
    final Condition changed;
    State state = State.WAITING;
    boolean written;

    /** Since when its thread has the permit. */
    long ledSince;

    Entry(
        String executionId,
        @Nullable Creation creation,
        @Nullable Append append,
        Condition changed) {
      this.executionId = executionId;
      this.creation = creation;
      this.append = append;
      this.changed = changed;
    }
  }

  Committer(Db db, Writes writes, Limits limits) {
    this.db = db;
    this.writes = writes;
    this.limits = limits;
  }

  /** How many writes wait: for tests. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  Writes.Created create(Creation creation) {
    if (limits.permits > 0 && writes.canJoin(creation)) {
      Entry entry = new Entry(creation.run().id(), creation, null, lock.newCondition());
      // Why a creation was refused is found out by doing it alone.
      if (commit(entry) && entry.written) {
        return Writes.Created.YES;
      }
    }
    return alone(creation.run().id(), connection -> writes.create(connection, creation));
  }

  boolean append(Append append) {
    if (limits.permits > 0 && writes.canJoin(append)) {
      Entry entry = new Entry(append.fence().executionId(), null, append, lock.newCondition());
      if (commit(entry)) {
        return entry.written;
      }
    }
    return alone(append.fence().executionId(), connection -> writes.append(connection, append));
  }

  private <T> T alone(String executionId, Db.Work<T> work) {
    return writes.isOneStatement()
        ? db.statement(executionId, work)
        : db.transaction(executionId, work);
  }

  /** Waits until the write is answered; false if it must be done alone. */
  private boolean commit(Entry own) {
    lock.lock();
    try {
      if (leaders.size() >= limits.permits) {
        waiting.add(own);
        await(own);
        if (own.state != State.LEADS) {
          return own.state == State.ANSWERED;
        }
      } else {
        leads(own);
      }
    } finally {
      lock.unlock();
    }
    return lead(own);
  }

  private void leads(Entry entry) {
    entry.ledSince = System.nanoTime();
    entry.state = State.LEADS;
    leaders.add(entry);
  }

  /** An interrupted thread gets its answer too: its write may be on its way already. */
  private void await(Entry own) {
    long since = System.nanoTime();
    boolean interrupted = false;
    while (own.state == State.WAITING) {
      long left = limits.patienceNanos - (System.nanoTime() - since);
      if (left <= 0) {
        goAlone(own);
      } else {
        try {
          long unused = own.changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever leads may still write it: then one of both finds that it is written. */
  private void goAlone(Entry own) {
    own.state = State.ALONE;
    waiting.remove(own);
    long now = System.nanoTime();
    for (Entry leader : List.copyOf(leaders)) {
      if (now - leader.ledSince >= limits.patienceNanos) {
        passOn(leader);
      }
    }
  }

  /** Gives the permit to the first that waits, unless it was taken away. */
  private void passOn(Entry leader) {
    if (leaders.remove(leader)) {
      Entry next = waiting.poll();
      if (next != null) {
        leads(next);
        next.changed.signal();
      }
    }
  }

  private boolean lead(Entry own) {
    List<Entry> group = List.of(own);
    State outcome = State.ALONE;
    try {
      group = gather(own);
      if (group.size() > 1) {
        outcome = write(group) ? State.ANSWERED : State.ALONE;
      } else {
        own.written = single(own);
        return true;
      }
    } finally {
      handOver(own, group, outcome);
    }
    return outcome == State.ANSWERED;
  }

  private boolean single(Entry own) {
    return own.append != null
        ? alone(own.executionId, connection -> writes.append(connection, own.append))
        : alone(
            own.executionId,
            connection ->
                writes.create(connection, Objects.requireNonNull(own.creation))
                    == Writes.Created.YES);
  }

  /** The own write and those that wait, one of each run: the next of a run builds on the last. */
  private List<Entry> gather(Entry own) {
    List<Entry> group = new ArrayList<>();
    group.add(own);
    Set<String> runs = new HashSet<>();
    runs.add(own.executionId);
    lock.lock();
    try {
      for (Iterator<Entry> all = waiting.iterator(); all.hasNext() && group.size() < MOST; ) {
        Entry entry = all.next();
        if (runs.add(entry.executionId)) {
          group.add(entry);
          all.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    return group;
  }

  /** Writes all in one transaction; false if that failed. */
  private boolean write(List<Entry> group) {
    List<Entry> creations = group.stream().filter(entry -> entry.creation != null).toList();
    List<Entry> appends = group.stream().filter(entry -> entry.append != null).toList();
    Db.Work<Writes.Written> work =
        connection ->
            writes.writeAll(
                connection,
                creations.stream().map(entry -> Objects.requireNonNull(entry.creation)).toList(),
                appends.stream().map(entry -> Objects.requireNonNull(entry.append)).toList());
    Writes.Written written;
    try {
      written = writes.isOneStatement() ? db.statement(null, work) : db.transaction(null, work);
    } catch (StoreUnavailableException e) {
      return false; // each asks again alone, and is told by itself what is wrong
    }
    for (int i = 0; i < creations.size(); i++) {
      creations.get(i).written = written.created()[i] == Writes.Created.YES;
    }
    for (int i = 0; i < appends.size(); i++) {
      appends.get(i).written = written.appended()[i];
    }
    return true;
  }

  /** Tells the others, and gives the permit on. */
  private void handOver(Entry own, List<Entry> group, State outcome) {
    lock.lock();
    try {
      for (Entry entry : group) {
        if (entry != own && entry.state == State.WAITING) {
          entry.state = outcome;
          entry.changed.signal();
        }
      }
      passOn(own);
    } finally {
      lock.unlock();
    }
  }
}
