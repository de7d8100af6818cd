package dev.sluice.jdbc;

import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** PostgreSQL 14 or newer. */
final class PostgreSqlDialect extends Dialect {
  private static final int OLDEST = 14;
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  @Override
  String name() {
    return "PostgreSQL";
  }

  @Override
  String folder() {
    return "postgresql";
  }

  @Override
  List<String> migrations() {
    return List.of("001-executions.sql", "002-runs-never-small.sql");
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

  /**
   * A statement locks its tables before it looks at them, and whoever writes one holds the lock
   * until its transaction ends. So those that hold it now are the ones to wait for; there may be a
   * host among them that takes its time.
   */
  @Override
  boolean awaitCreations(Db db, Tables tables) {
    String writers =
        tables.fill(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = '{executions}'::regclass"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND mode = 'RowExclusiveLock'");
    Set<String> open = new HashSet<>(texts(db, writers));
    long since = System.nanoTime();
    while (!open.isEmpty() && System.nanoTime() - since < MOST_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
      open.retainAll(texts(db, writers));
    }
    return open.isEmpty();
  }

  private static List<String> texts(Db db, String sql) {
    return db.read(
        null,
        connection -> {
          List<String> texts = new ArrayList<>();
          try (Bind bind = Bind.of(connection, sql);
              ResultSet row = bind.query()) {
            while (row.next()) {
              texts.add(row.getString(1));
            }
          }
          return texts;
        });
  }

  /** Two: while the answers to a small group travel, the server writes the next. */
  @Override
  int commitPermits() {
    return 2;
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
