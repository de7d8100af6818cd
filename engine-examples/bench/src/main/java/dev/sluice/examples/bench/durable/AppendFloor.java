package dev.sluice.examples.bench.durable;

import dev.sluice.examples.bench.harness.Contender;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Written by hand: a row is inserted and committed for the start and for each step's result. */
final class AppendFloor implements Contender {
  private static final String SUFFIX = "_append";
  private static final String INSERT =
      "INSERT INTO log" + SUFFIX + " (run, at, position, status, body) VALUES (?, ?, ?, ?, ?)";

  private final Log log;

  AppendFloor(String url) throws SQLException {
    log = new Log(url, SUFFIX);
  }

  private void commit(Log.Row row) throws SQLException {
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

  @Override
  public Object work() throws Exception {
    UUID run = Log.id();
    int count = Agreed.INPUT;
    commit(Log.Row.of(run, 0, count));
    for (int i = 1; i <= Agreed.STEPS; i++) {
      count = Agreed.step(count);
      commit(Log.Row.of(run, i, count));
    }
    return run;
  }

  @Override
  public void check() throws Exception {
    log.check(SUFFIX, (UUID) work());
  }

  @Override
  public void close() {
    log.close();
  }
}
