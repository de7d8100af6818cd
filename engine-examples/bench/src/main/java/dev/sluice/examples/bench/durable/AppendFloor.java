package dev.sluice.examples.bench.durable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Written by hand: a row is inserted and committed for the start and for each step's result. */
final class AppendFloor extends LogFloor {
  private static final String SUFFIX = "_append";
  private static final String INSERT =
      "INSERT INTO log" + SUFFIX + " (run, at, position, status, body) VALUES (?, ?, ?, ?, ?)";

  AppendFloor(String url) throws SQLException {
    super(url, SUFFIX);
  }

  @Override
  void commit(Log.Row row) throws SQLException {
    try (Connection connection = log.pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setObject(1, row.run());
      statement.setLong(2, row.atMicros());
      statement.setInt(3, row.position());
      statement.setString(4, row.status());
      statement.setString(5, row.body());
      statement.executeUpdate();
    }
  }
}
