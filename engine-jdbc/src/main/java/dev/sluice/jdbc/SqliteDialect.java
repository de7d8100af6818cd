package dev.sluice.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;

/** SQLite 3.42 or newer. */
final class SqliteDialect extends Dialect {
  /** Busy, locked, no memory, a failing or a full disk, no file handle left, a lock's protocol. */
  private static final Set<Integer> PASSING = Set.of(5, 6, 7, 10, 13, 14, 15);

  private static final int PRIMARY_CODE = 0xff;

  @Override
  String name() {
    return "SQLite";
  }

  @Override
  String folder() {
    return "sqlite";
  }

  @Override
  boolean isNamed(String product) {
    return product.equals("SQLite");
  }

  @Override
  String complaint(int major, int minor) {
    return major < 3 || (major == 3 && minor < 42)
        ? "SQLite 3.42 or newer is needed, not " + major + "." + minor + "."
        : "";
  }

  @Override
  boolean hasSchemas() {
    return false;
  }

  @Override
  String now() {
    return "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";
  }

  @Override
  boolean mayPass(SQLException e) {
    return PASSING.contains(e.getErrorCode() & PRIMARY_CODE);
  }

  @Override
  Db connect(DataSource source, Duration networkTimeout) {
    return new SqliteDb(source, this);
  }
}
