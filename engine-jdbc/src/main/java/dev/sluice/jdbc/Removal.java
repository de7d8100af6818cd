package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Deletes runs, some hundred in a transaction. A run that hasn't ended is deleted alone, and its
 * row among those under way first: whoever writes to it holds that row, so its last facts are seen
 * and deleted too, and no two rows are ever waited for at once.
 */
final class Removal {
  private static final int BATCH = 200;

  private final Db db;
  private final Tables tables;
  private final Definitions definitions;
  private final String ended;
  private final String oneOpen;
  private final String endedOf;

  private record Doomed(long seq, String id, long definition) {}

  Removal(Db db, Tables tables, Definitions definitions) {
    this.db = db.patient();
    this.definitions = definitions;
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
    definitions.sweep();
    return count;
  }

  int erase(String caller) {
    Set<Long> used = new TreeSet<>();
    int count = 0;
    int deleted;
    do {
      deleted = erase(caller, endedOf, used) + erase(caller, oneOpen, used);
      count += deleted;
    } while (deleted > 0);
    definitions.forget(used);
    definitions.sweep();
    return count;
  }

  /** Deletes some runs of a caller, and notes their definitions, which may be the caller's only. */
  private int erase(String caller, String sql, Set<Long> used) {
    return db.transaction(
        null,
        connection -> {
          try (Bind bind = Bind.of(connection, sql)) {
            bind.text(caller);
            if (sql.equals(endedOf)) {
              bind.integer(BATCH);
            }
            List<Doomed> doomed = doomed(bind);
            doomed.forEach(run -> used.add(run.definition));
            return delete(connection, doomed);
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
    return count;
  }

  private void delete(Connection connection, String sql, List<Long> seqs) throws SQLException {
    try (Bind bind = Bind.of(connection, tables.fill(sql + Bind.marks(seqs.size()) + ")"))) {
      bind.numbers(seqs).update();
    }
  }
}
