package dev.sluice.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** H2 in its own mode. */
final class H2Dialect extends Dialect {
  private static final String DUPLICATE_KEY = "23505";

  @Override
  String name() {
    return "H2";
  }

  @Override
  String folder() {
    return "h2";
  }

  @Override
  boolean isNamed(String product) {
    return product.equals("H2");
  }

  @Override
  String complaint(int major, int minor) {
    return major < 2 ? "H2 2 or newer is needed, not " + major + "." : "";
  }

  @Override
  boolean qualifiesIndexes() {
    return true;
  }

  @Override
  String now() {
    return "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00',"
        + " CURRENT_TIMESTAMP(6))";
  }

  @Override
  String returning(String change, String columns) {
    return "SELECT " + columns + " FROM FINAL TABLE (" + change + ")";
  }

  @Override
  String unlessTaken(String insert) {
    return insert;
  }

  @Override
  boolean isTaken(SQLException e) {
    return DUPLICATE_KEY.equals(e.getSQLState());
  }

  @Override
  String keepDefinition() {
    return "MERGE INTO {definitions} (hash, body, unused_since) KEY (hash) VALUES (?, ?, NULL)";
  }

  @Override
  boolean seesUncommitted() {
    return true;
  }

  @Override
  int migrationAttempts() {
    return 20;
  }

  @Override
  int commitPermits() {
    return 0;
  }

  @Override
  Db connect(DataSource source, Duration networkTimeout) {
    return new PooledDb(source, this, networkTimeout, false);
  }
}
