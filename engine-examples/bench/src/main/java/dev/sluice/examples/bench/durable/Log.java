package dev.sluice.examples.bench.durable;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The floors' only table: one row for each checkpoint. */
final class Log implements AutoCloseable {
  final HikariDataSource pool;

  /** One row. The first of a run has its input, the others have results; the last ends the run. */
  record Row(UUID run, int position, String status, long atMicros, String body) {
    static Row of(UUID run, int position, int count) {
      return new Row(
          run,
          position,
          position == Agreed.STEPS ? "success" : "running",
          System.currentTimeMillis() * 1_000,
          Agreed.json(count));
    }
  }

  Log(String url, String suffix) throws SQLException {
    pool = Pools.open(url);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE log"
              + suffix
              + " (run uuid NOT NULL, at bigint NOT NULL, position integer NOT NULL,"
              + " status text NOT NULL, body text NOT NULL, PRIMARY KEY (run, position))");
    }
  }

  /** Ids that grow with time, for the sake of the index. */
  static UUID id() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
    return new UUID(high, random.nextLong() >>> 2 | Long.MIN_VALUE);
  }

  /** Holds the rows of a run against what was agreed. */
  void check(String suffix, UUID run) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT position || ' ' || status || ' ' || body FROM log"
                    + suffix
                    + " WHERE run = ? ORDER BY position")) {
      statement.setObject(1, run);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i <= Agreed.STEPS; i++) {
      Row row = Row.of(run, i, Agreed.INPUT + i);
      expected.add(i + " " + row.status() + " " + row.body());
    }
    Agreed.check(found.equals(expected), found);
  }

  @Override
  public void close() {
    pool.close();
  }
}
