package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes runs, some hundred in a transaction. A run that hasn't ended is deleted alone, and its
 * row among those under way first: whoever writes to it holds that row, so its last facts are seen
 * and deleted too, and no two rows are ever waited for at once.
 *
 * <p>Definitions that no run uses are looked for once in a while, since that reads all runs: they
 * are marked, and deleted when they are still unused ten minutes later. A creation that is under
 * way meanwhile has seen its definition unmarked, and none takes that long.
 */
final class Removal {
  private static final int BATCH = 200;
  private static final long UNUSED_MICROS = 10 * 60 * 1_000_000L;
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(30);

  private final Db db;
  private final Tables tables;
  private final String ended;
  private final String oneOpen;
  private final String endedOf;
  private final String mark;
  private final String sweep;

  private final AtomicLong nextSweep = new AtomicLong(System.nanoTime());

  private record Doomed(long seq, String id) {}

  Removal(Db db, Tables tables) {
    this.db = db;
    this.tables = tables;
    String columns = "SELECT e.seq, e.id FROM {executions} e WHERE ";
    String skip = tables.dialect().skippingLocked();
    // An end is hardly before its creation, and creations have an index; ends have none.
    ended =
        tables.fill(
            columns
                + "e.created_at < ? AND e.completed_at < ? AND e.status IS NOT NULL"
                + " ORDER BY e.created_at LIMIT ?"
                + skip);
    endedOf = tables.fill(columns + "e.caller = ? AND e.status IS NOT NULL LIMIT ?" + skip);
    oneOpen = tables.fill(columns + "e.caller = ? AND e.status IS NULL LIMIT 1");
    String unused =
        " AND NOT EXISTS (SELECT 1 FROM {executions} e WHERE e.definition = {definitions}.seq)";
    mark =
        tables.fill(
            "UPDATE {definitions} SET unused_since = {now} WHERE unused_since IS NULL" + unused);
    sweep = tables.fill("DELETE FROM {definitions} WHERE unused_since <= {now} - ?" + unused);
  }

  int purge(long endedBeforeMicros, int most) {
    int count = 0;
    while (count < most) {
      int limit = Math.min(BATCH, most - count);
      int deleted =
          db.transaction(
              null,
              connection -> {
                try (Bind bind = Bind.of(connection, ended)) {
                  bind.number(endedBeforeMicros).number(endedBeforeMicros).integer(limit);
                  return delete(connection, doomed(bind));
                }
              });
      count += deleted;
      if (deleted < limit) {
        break;
      }
    }
    sweep();
    return count;
  }

  int erase(String caller) {
    int count = 0;
    int deleted;
    do {
      deleted = erase(caller, endedOf) + erase(caller, oneOpen);
      count += deleted;
    } while (deleted > 0);
    sweep();
    return count;
  }

  private int erase(String caller, String sql) {
    return db.transaction(
        null,
        connection -> {
          try (Bind bind = Bind.of(connection, sql)) {
            bind.text(caller);
            if (sql.equals(endedOf)) {
              bind.integer(BATCH);
            }
            return delete(connection, doomed(bind));
          }
        });
  }

  private static List<Doomed> doomed(Bind bind) throws SQLException {
    List<Doomed> doomed = new ArrayList<>();
    try (ResultSet row = bind.query()) {
      while (row.next()) {
        doomed.add(new Doomed(row.getLong(1), Bind.text(row, 2)));
      }
    }
    return doomed;
  }

  private int delete(Connection connection, List<Doomed> doomed) throws SQLException {
    if (doomed.isEmpty()) {
      return 0;
    }
    List<Long> seqs = doomed.stream().map(Doomed::seq).toList();
    delete(connection, "DELETE FROM {runs} WHERE run IN (", seqs);
    int count;
    String sql = "DELETE FROM {executions} WHERE id IN (" + Bind.marks(seqs.size()) + ")";
    try (Bind bind = Bind.of(connection, tables.fill(sql))) {
      count = bind.texts(doomed.stream().map(Doomed::id).toList()).update();
    }
    for (String table : List.of("{facts}", "{inbox}", "{tags}")) {
      delete(connection, "DELETE FROM " + table + " WHERE run IN (", seqs);
    }
    return count;
  }

  private void delete(Connection connection, String sql, List<Long> seqs) throws SQLException {
    try (Bind bind = Bind.of(connection, tables.fill(sql + Bind.marks(seqs.size()) + ")"))) {
      bind.numbers(seqs).update();
    }
  }

  private void sweep() {
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
    int deleted = db.statement(null, connection -> sweep(connection, unusedMicros));
    db.statement(
        null,
        connection -> {
          try (Bind bind = Bind.of(connection, mark)) {
            return bind.update();
          }
        });
    return deleted;
  }

  private int sweep(Connection connection, long unusedMicros) throws SQLException {
    try (Bind bind = Bind.of(connection, sweep)) {
      return bind.number(unusedMicros).update();
    }
  }
}
