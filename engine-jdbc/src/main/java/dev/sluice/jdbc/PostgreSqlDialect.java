package dev.sluice.jdbc;

import java.time.Duration;
import javax.sql.DataSource;

/** PostgreSQL 14 or newer. */
final class PostgreSqlDialect extends Dialect {
  private static final int OLDEST = 14;

  @Override
  String name() {
    return "PostgreSQL";
  }

  @Override
  String folder() {
    return "postgresql";
  }

  @Override
  boolean isNamed(String product) {
    return product.equals("PostgreSQL");
  }

  @Override
  String complaint(int major, int minor) {
    return major < OLDEST ? "PostgreSQL " + OLDEST + " or newer is needed, not " + major + "." : "";
  }

  /** A statement's begin and not the moment: only what is stable can be looked up in an index. */
  @Override
  String now() {
    return "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000000 AS bigint)";
  }

  @Override
  String skippingLocked() {
    return " FOR UPDATE SKIP LOCKED";
  }

  @Override
  Writes writes(Tables tables) {
    return new PostgreSqlWrites(tables);
  }

  @Override
  Claims claims(Tables tables) {
    return new PostgreSqlClaims(tables);
  }

  @Override
  Db connect(DataSource source, Duration networkTimeout) {
    return new PooledDb(source, this, networkTimeout, true);
  }

  @Override
  String migrationLock(Tables tables) {
    return "SELECT pg_advisory_xact_lock(hashtext('" + tables.fill("{schema_versions}") + "'))";
  }
}
