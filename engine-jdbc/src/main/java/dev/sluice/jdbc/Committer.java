package dev.sluice.jdbc;

import dev.sluice.error.StoreUnavailableException;
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
 */
final class Committer {
  private static final int MOST = 128;

  private final Db db;
  private final Writes writes;
  private final int permits;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Deque<Entry> waiting = new ArrayDeque<>();

  /** How many threads have a permit. Guarded by the lock. */
  private int leaders;

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

  Committer(Db db, Writes writes, int permits) {
    this.db = db;
    this.writes = writes;
    this.permits = permits;
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
    if (permits > 0 && writes.canJoin(creation)) {
      Entry entry = new Entry(creation.run().id(), creation, null, lock.newCondition());
      // Why a creation was refused is found out by doing it alone.
      if (commit(entry) && entry.written) {
        return Writes.Created.YES;
      }
    }
    return alone(creation.run().id(), connection -> writes.create(connection, creation));
  }

  boolean append(Append append) {
    if (permits > 0 && writes.canJoin(append)) {
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
      if (leaders >= permits) {
        waiting.add(own);
        while (own.state == State.WAITING) {
          own.changed.awaitUninterruptibly();
        }
        if (own.state != State.LEADS) {
          return own.state == State.ANSWERED;
        }
      } else {
        leaders++;
      }
    } finally {
      lock.unlock();
    }
    return lead(own);
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

  /** Tells the others, and gives the permit to the first that waits. */
  private void handOver(Entry own, List<Entry> group, State outcome) {
    lock.lock();
    try {
      for (Entry entry : group) {
        if (entry != own) {
          entry.state = outcome;
          entry.changed.signal();
        }
      }
      Entry next = waiting.poll();
      if (next == null) {
        leaders--;
      } else {
        next.state = State.LEADS;
        next.changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
