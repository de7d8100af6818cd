package dev.sluice.jdbc;

/** The databases that a store can be in. */
public enum Database {
  /** PostgreSQL 14 or newer: several engines share it. */
  POSTGRESQL,
  /** SQLite 3.42 or newer: one file, durable, for one computer. */
  SQLITE,
  /**
   * H2: for tests of a host that has no other database at hand. It isn't durable: with its default
   * settings a killed process loses runs that were acknowledged.
   */
  H2;

  Dialect dialect() {
    return switch (this) {
      case POSTGRESQL -> new PostgreSqlDialect();
      case SQLITE -> new SqliteDialect();
      case H2 -> new H2Dialect();
    };
  }
}
