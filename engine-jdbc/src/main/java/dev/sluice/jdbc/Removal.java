package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes runs, some hundred in a transaction. A run that hasn't ended is deleted alone, and its
 * row among those under way first: whoever writes to it holds that row, so its last facts are seen
 * and deleted too, and no two rows are ever waited for at once.
 *
 * <p>A definition that no run uses any more is marked, and deleted by a later removal: a creation
 * that is under way meanwhile has seen it unmarked, and none takes that long.
 */
final class Removal {
  private static final int BATCH = 200;
  private static final long DEFINITION_KEPT_MICROS = 10 * 60 * 1_000_000L;

  private final Db db;
  private final Tables tables;
  private final String ended;
  private final String oneOpen;
  private final String endedOf;
  private final String mark;
  private final String sweep;

  private record Doomed(long seq, String id, long definition) {}

  Removal(Db db, Tables tables) {
    this.db = db;
    this.tables = tables;
    String columns = "SELECT e.seq, e.id, e.definition FROM {executions} e WHERE ";
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
    // In two halves, since each has its own index.
    String user = " AND NOT EXISTS (SELECT 1 FROM {executions} e WHERE e.workflow_id ";
    String unused =
        user
            + "IS NULL AND e.definition = {definitions}.seq)"
            + user
            + "= {definitions}.workflow_id AND e.definition = {definitions}.seq)";
    mark =
        tables.fill(
            "UPDATE {definitions} SET unused_since = {now}"
                + " WHERE unused_since IS NULL AND seq = ?"
                + unused);
    sweep = tables.fill("DELETE FROM {definitions} WHERE unused_since < {now} - ?" + unused);
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
        doomed.add(new Doomed(row.getLong(1), Bind.text(row, 2), row.getLong(3)));
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
    try (Bind bind = Bind.of(connection, mark)) {
      for (Doomed each : doomed) {
        bind.restart().number(each.definition).update();
      }
    }
    return count;
  }

  private void delete(Connection connection, String sql, List<Long> seqs) throws SQLException {
    try (Bind bind = Bind.of(connection, tables.fill(sql + Bind.marks(seqs.size()) + ")"))) {
      bind.numbers(seqs).update();
    }
  }

  private void sweep() {
    db.statement(
        null,
        connection -> {
          try (Bind bind = Bind.of(connection, sweep)) {
            return bind.number(DEFINITION_KEPT_MICROS).update();
          }
        });
  }
}
