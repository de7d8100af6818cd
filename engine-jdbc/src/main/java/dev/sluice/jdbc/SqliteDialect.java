package dev.sluice.jdbc;

import java.sql.SQLException;
import javax.sql.DataSource;

/** SQLite 3.42 or newer. */
final class SqliteDialect extends Dialect {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
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
    int code = e.getErrorCode() & PRIMARY_CODE;
    return code == BUSY || code == LOCKED;
  }

  @Override
  Db connect(DataSource source) {
    return new SqliteDb(source, this);
  }
}
