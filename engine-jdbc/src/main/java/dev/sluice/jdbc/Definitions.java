package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps definitions, and deletes those that no run uses. They are looked for once in a while, since
 * that reads all runs: they are marked, and deleted when they are still unused ten minutes later. A
 * creation that is under way meanwhile has seen its definition unmarked, and none takes that long.
 *
 * <p>Those of a caller who is erased are deleted at once. They are marked too, so that a creation
 * that comes later finds none and stores it again; one that has not seen the mark is waited for, or
 * seen.
 */
final class Definitions {
  private static final int BATCH = 200;
  private static final long UNUSED_MICROS = 10 * 60 * 1_000_000L;
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(30);
  private static final String UNUSED =
      " AND NOT EXISTS (SELECT 1 FROM {executions} e WHERE e.definition = {definitions}.seq)";

  private final Db db;
  private final Tables tables;
  private final Dialect dialect;
  private final String keep;
  private final String mark;
  private final String sweep;

  private final AtomicLong nextSweep = new AtomicLong(System.nanoTime());

  Definitions(Db db, Tables tables) {
    this.db = db.patient();
    this.tables = tables;
    dialect = tables.dialect();
    keep = tables.fill(dialect.keepDefinition());
    mark =
        tables.fill(
            "UPDATE {definitions} SET unused_since = {now} WHERE unused_since IS NULL" + UNUSED);
    sweep = tables.fill("DELETE FROM {definitions} WHERE unused_since <= {now} - ?" + UNUSED);
  }

  /** Stores a definition, or says that it is used again. */
  void keep(Connection connection, String hash, String body) throws SQLException {
    try (Bind bind = Bind.of(connection, keep)) {
      bind.text(hash).text(body).update();
    } catch (SQLException e) {
      if (!dialect.isTaken(e)) { // by another that stores it just now
        throw e;
      }
    }
  }

  /** Sweeps, if the last time was long ago. */
  void sweep() {
    long now = System.nanoTime();
    long next = nextSweep.get();
    if (now - next >= 0 && nextSweep.compareAndSet(next, now + PAUSE_NANOS)) {
      sweep(UNUSED_MICROS);
    }
  }

  /**
   * Deletes the definitions that have been unused for a time, then marks those that are unused now.
   *
   * @return how many were deleted
   */
  int sweep(long unusedMicros) {
    int deleted =
        db.statement(
            null,
            connection -> {
              try (Bind bind = Bind.of(connection, sweep)) {
                return bind.number(unusedMicros).update();
              }
            });
    db.statement(
        null,
        connection -> {
          try (Bind bind = Bind.of(connection, mark)) {
            return bind.update();
          }
        });
    return deleted;
  }

  /** Deletes those of some definitions that no run uses; a later sweep, where one can't be had. */
  void forget(Collection<Long> seqs) {
    List<Long> all = List.copyOf(seqs);
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Long> some = all.subList(from, Math.min(from + BATCH, all.size()));
      Marked marked = db.statement(null, connection -> mark(connection, some));
      if (!marked.seqs.isEmpty() && dialect.awaitCreations(db, tables)) {
        db.transaction(null, connection -> delete(connection, marked));
      }
    }
  }

  /**
   * Definitions that were unused when they were marked.
   *
   * @param since the mark, which a creation that uses one again takes off
   */
  private record Marked(List<Long> seqs, long since) {}

  private Marked mark(Connection connection, List<Long> seqs) throws SQLException {
    String in = " WHERE seq IN (" + Bind.marks(seqs.size()) + ")";
    String update = "UPDATE {definitions} SET unused_since = {now}" + in + UNUSED;
    List<Long> marked = new ArrayList<>();
    long since = 0;
    String sql = tables.fill(dialect.returning(update, "seq, unused_since"));
    try (Bind bind = Bind.of(connection, sql)) {
      try (ResultSet row = bind.numbers(seqs).query()) {
        while (row.next()) {
          marked.add(row.getLong(1));
          since = row.getLong(2);
        }
      }
    }
    return new Marked(marked, since);
  }

  /** A row that a host's transaction has locked is left to a sweep. */
  private int delete(Connection connection, Marked mark) throws SQLException {
    int before = connection.getTransactionIsolation();
    if (dialect.seesUncommitted()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
    }
    try {
      List<Long> mine = locked(connection, mark);
      if (mine.isEmpty()) {
        return 0;
      }
      String marked =
          "DELETE FROM {definitions} WHERE seq IN ("
              + Bind.marks(mine.size())
              + ") AND unused_since = ?";
      try (Bind bind = Bind.of(connection, tables.fill(marked + UNUSED))) {
        return bind.numbers(mine).number(mark.since).update();
      }
    } finally {
      if (dialect.seesUncommitted()) {
        connection.setTransactionIsolation(before);
      }
    }
  }

  /** Locked first, so that the deletion sees what was committed until then. */
  private List<Long> locked(Connection connection, Marked marked) throws SQLException {
    String sql =
        "SELECT seq FROM {definitions} WHERE seq IN ("
            + Bind.marks(marked.seqs.size())
            + ") AND unused_since = ? ORDER BY seq"
            + dialect.skippingLocked();
    List<Long> locked = new ArrayList<>();
    try (Bind bind = Bind.of(connection, tables.fill(sql))) {
      try (ResultSet row = bind.numbers(marked.seqs).number(marked.since).query()) {
        while (row.next()) {
          locked.add(row.getLong(1));
        }
      }
    }
    return locked;
  }
}
