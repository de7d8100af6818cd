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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits the writes of runs, those of several threads together. There is a permit: whoever gets it
 * writes its own and everything that waits, in one transaction, while newcomers wait; then the
 * first of these gets it. A second permit is given only beside a small group. Nobody waits for
 * company: a thread that finds the permit free goes at once, alone. Each write keeps its own fence,
 * and one that is refused concerns its own run only. If a common transaction fails, each thread
 * goes on alone, which also finds out whether the lost transaction was committed after all.
 *
 * <p>A leader whose database never answers would hold up all others: so each waits for a time only,
 * then goes on alone, and takes the permit from a leader that has had it that long.
 */
final class Committer {
  private static final int MOST = 128;

  /** Writes of a group beside which another group is written. */
  private static final int MOST_OVERLAPPING = 8;

  private final Db db;
  private final Writes writes;
  private final Limits limits;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Deque<PendingWrite> waiting = new ArrayDeque<>();

  /** The writes whose threads have a permit. Guarded by the lock. */
  private final List<PendingWrite> leaders = new ArrayList<>();

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
      PendingWrite entry = PendingWrite.of(creation);
      // Why a creation was refused is found out by doing it alone.
      if (commit(entry) && entry.created.isWritten()) {
        return entry.created;
      }
    }
    return alone(creation.run().id(), connection -> writes.create(connection, creation));
  }

  boolean append(Append append) {
    if (limits.permits > 0 && writes.canJoin(append)) {
      PendingWrite entry = PendingWrite.of(append);
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
  private boolean commit(PendingWrite own) {
    PendingWrite next;
    lock.lock();
    try {
      waiting.add(own);
      next = begin();
    } finally {
      lock.unlock();
    }
    wake(next);
    await(own);
    return own.state == PendingWrite.State.LEADS
        ? lead(own)
        : own.state == PendingWrite.State.ANSWERED;
  }

  /**
   * Gives a permit to the first that waits, with all others that do, if one is free and it is time.
   * While a small group is written, another begins as soon as it is as large: so the database is
   * busy while the answers to the first travel. A large one leaves no time unused.
   *
   * @return whose thread is to be woken
   */
  private @Nullable PendingWrite begin() {
    int most = 0;
    for (PendingWrite leader : leaders) {
      most = Math.max(most, leader.group.size());
    }
    boolean time = most == 0 || (most <= MOST_OVERLAPPING && waiting.size() >= most);
    if (leaders.size() >= limits.permits || waiting.isEmpty() || !time) {
      return null;
    }
    PendingWrite first = waiting.element();
    first.lead(gather());
    leaders.add(first);
    return first;
  }

  private static void wake(@Nullable PendingWrite write) {
    if (write != null) {
      write.wake();
    }
  }

  private void await(PendingWrite own) {
    if (!own.await(limits.patienceNanos)) {
      List<PendingWrite> next = new ArrayList<>();
      lock.lock();
      try {
        if (own.state == PendingWrite.State.WAITING) {
          goAlone(own, next);
        }
      } finally {
        lock.unlock();
      }
      next.forEach(PendingWrite::wake);
    }
  }

  /** Whoever leads may still write it: then one of both finds that it is written. */
  private void goAlone(PendingWrite own, List<PendingWrite> woken) {
    own.state = PendingWrite.State.ALONE;
    waiting.remove(own);
    long now = System.nanoTime();
    for (PendingWrite leader : List.copyOf(leaders)) {
      PendingWrite next = now - leader.ledSince >= limits.patienceNanos ? passOn(leader) : null;
      if (next != null) {
        woken.add(next);
      }
    }
  }

  /** Gives the permit on, unless it was taken away. */
  private @Nullable PendingWrite passOn(PendingWrite leader) {
    return leaders.remove(leader) ? begin() : null;
  }

  private boolean lead(PendingWrite own) {
    List<PendingWrite> group = own.group;
    PendingWrite.State outcome = PendingWrite.State.ALONE;
    try {
      if (group.size() > 1) {
        outcome = write(group) ? PendingWrite.State.ANSWERED : PendingWrite.State.ALONE;
      } else {
        single(own);
        return true;
      }
    } finally {
      handOver(own, group, outcome);
    }
    return outcome == PendingWrite.State.ANSWERED;
  }

  private void single(PendingWrite own) {
    if (own.append != null) {
      own.written = alone(own.executionId, connection -> writes.append(connection, own.append));
    } else {
      Creation creation = Objects.requireNonNull(own.creation);
      own.created = alone(own.executionId, connection -> writes.create(connection, creation));
    }
  }

  /** Takes those that wait, one of each run: the next of a run builds on the last. */
  private List<PendingWrite> gather() {
    List<PendingWrite> group = new ArrayList<>(waiting.size());
    Set<String> runs = new HashSet<>();
    for (Iterator<PendingWrite> all = waiting.iterator(); all.hasNext() && group.size() < MOST; ) {
      PendingWrite entry = all.next();
      if (runs.add(entry.executionId)) {
        group.add(entry);
        all.remove();
      }
    }
    return group;
  }

  /** Writes all in one transaction; false if that failed. */
  private boolean write(List<PendingWrite> group) {
    List<PendingWrite> creations = group.stream().filter(entry -> entry.creation != null).toList();
    List<PendingWrite> appends = group.stream().filter(entry -> entry.append != null).toList();
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
      creations.get(i).created = written.created()[i];
    }
    for (int i = 0; i < appends.size(); i++) {
      appends.get(i).written = written.appended()[i];
    }
    return true;
  }

  /** Gives the permit on, and tells the others: outside the lock, or each would wait for it. */
  private void handOver(PendingWrite own, List<PendingWrite> group, PendingWrite.State outcome) {
    PendingWrite next;
    List<PendingWrite> told = new ArrayList<>(group.size());
    lock.lock();
    try {
      next = passOn(own);
      for (PendingWrite each : group) {
        if (each.state == PendingWrite.State.WAITING) {
          each.state = outcome;
          told.add(each);
        }
      }
    } finally {
      lock.unlock();
    }
    wake(next);
    told.forEach(PendingWrite::wake);
  }
}
