package dev.sluice.examples.bench.durable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Written by hand: the checkpoints that wait are written by one of the callers, in one statement
 * and one commit, and each caller waits until its own is there.
 */
final class GroupFloor extends LogFloor {
  private static final String SUFFIX = "_group";
  private static final String INSERT =
      "INSERT INTO log"
          + SUFFIX
          + " (run, at, position, status, body)"
          + " SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::integer[], ?::text[], ?::text[])";

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, like the next. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private boolean writing;

  /** A checkpoint and who waits for it. */
  private static final class Waiting {
    final Log.Row row;
    final Condition changed;
    boolean leads;
    boolean done;
    @Nullable SQLException failure;

    Waiting(Log.Row row, Condition changed) {
      this.row = row;
      this.changed = changed;
    }
  }

  GroupFloor(String url) throws SQLException {
    super(url, SUFFIX);
  }

  @Override
  void commit(Log.Row row) throws SQLException {
    Waiting own = new Waiting(row, lock.newCondition());
    List<Waiting> group = group(own);
    if (!group.isEmpty()) {
      @Nullable SQLException failure = null;
      try {
        write(group);
      } catch (SQLException e) {
        failure = e;
      }
      answer(group, failure);
    }
    if (own.failure != null) {
      throw own.failure;
    }
  }

  /** What this caller is to write, or nothing if another has written for it. */
  private List<Waiting> group(Waiting own) {
    lock.lock();
    try {
      if (writing) {
        waiting.add(own);
        while (!own.done && !own.leads) {
          own.changed.awaitUninterruptibly();
        }
        if (own.done) {
          return List.of();
        }
      }
      writing = true;
      List<Waiting> group = new ArrayList<>(waiting);
      group.add(own);
      waiting.clear();
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Waiting> group) throws SQLException {
    int size = group.size();
    UUID[] runs = new UUID[size];
    Long[] times = new Long[size];
    Integer[] positions = new Integer[size];
    String[] states = new String[size];
    String[] bodies = new String[size];
    for (int i = 0; i < size; i++) {
      Log.Row row = group.get(i).row;
      runs[i] = row.run();
      times[i] = row.atMicros();
      positions[i] = row.position();
      states[i] = row.status();
      bodies[i] = row.body();
    }
    try (Connection connection = log.pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setArray(1, connection.createArrayOf("uuid", runs));
      statement.setArray(2, connection.createArrayOf("int8", times));
      statement.setArray(3, connection.createArrayOf("int4", positions));
      statement.setArray(4, connection.createArrayOf("text", states));
      statement.setArray(5, connection.createArrayOf("text", bodies));
      statement.executeUpdate();
    }
  }

  private void answer(List<Waiting> group, @Nullable SQLException failure) {
    lock.lock();
    try {
      for (Waiting each : group) {
        each.failure = failure;
        each.done = true;
        each.changed.signal();
      }
      Waiting next = waiting.poll();
      writing = next != null;
      if (next != null) {
        next.leads = true;
        next.changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
