package dev.sluice.examples.bench.start;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills the store's tables quickly: copies the rows of one run that the engine made, with other
 * ids, times and callers.
 */
final class Rows {
  static final int CALLERS = 1_000;

  private static final Set<String> TIMES =
      Set.of("created_at", "started_at", "completed_at", "written_at");
  private static final long MICROS_APART = 1_000_000;

  private Rows() {}

  /**
   * Copies the only run of a database. The copies are older, one a second.
   *
   * @param count how many runs there are to be in all
   */
  static void fill(Connection connection, int count) throws SQLException {
    String age = "g::bigint * " + MICROS_APART;
    List<String> values = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (String column : columns(connection)) {
      columns.add(column);
      if (TIMES.contains(column)) {
        values.add("e." + column + " - " + age);
      } else if (column.equals("id")) {
        values.add(id("(e.created_at - " + age + ") / 1000"));
      } else if (column.equals("caller")) {
        values.add("'caller-' || g % " + CALLERS);
      } else {
        values.add("e." + column);
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      statement.execute("SET work_mem = '256MB'");
      statement.execute(
          "INSERT INTO sluice_executions ("
              + String.join(", ", columns)
              + ") SELECT "
              + String.join(", ", values)
              + " FROM sluice_executions e, generate_series("
              + (count - 1)
              + ", 1, -1) g");
      statement.execute(
          "INSERT INTO sluice_facts (run, at, position, kind, unit, body)"
              + " SELECT e.seq, f.at - o.created_at + e.created_at, f.position, f.kind, f.unit,"
              + " f.body FROM sluice_executions e, sluice_executions o"
              + " JOIN sluice_facts f ON f.run = o.seq"
              + " WHERE e.seq <> o.seq ORDER BY e.seq, f.position");
      statement.execute("VACUUM ANALYZE sluice_executions");
      statement.execute("VACUUM ANALYZE sluice_facts");
      statement.execute("CHECKPOINT");
    }
  }

  /** An id of the form that the engine gives, which begins with the time in milliseconds. */
  private static String id(String millis) {
    String high = "lpad(to_hex(" + millis + "), 12, '0')";
    String low = "md5(g::text)";
    return "substr(%s, 1, 8) || '-' || substr(%s, 9) || '-7' || substr(%s, 1, 3) || '-8' || substr(%s, 4, 3) || '-' || substr(%s, 7, 12)"
        .formatted(high, high, low, low, low);
  }

  /** The columns of a run's row but for the number, which the database gives. */
  private static List<String> columns(Connection connection) throws SQLException {
    return texts(
            connection,
            "SELECT column_name FROM information_schema.columns"
                + " WHERE table_name = 'sluice_executions' ORDER BY ordinal_position")
        .stream()
        .filter(column -> !column.equals("seq"))
        .collect(Collectors.toList());
  }

  static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }
}
