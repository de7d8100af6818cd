package dev.sluice.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One real PostgreSQL for all tests of a JVM; each test gets a schema of its own in it. */
final class Postgres {
  private static final EmbeddedPostgres SERVER = start();
  private static final Pool POOL = new Pool(SERVER.getPostgresDatabase(), 40);
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private Postgres() {}

  private static EmbeddedPostgres start() {
    try {
      return begun();
    } catch (IOException e) {
      // The port that was free may be another process's by the time the server asks for it.
      try {
        return begun();
      } catch (IOException again) {
        again.addSuppressed(e);
        throw new UncheckedIOException(again);
      }
    }
  }

  private static EmbeddedPostgres begun() throws IOException {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "100")
        // It would write in the middle of what tests count.
        .setServerConfig("autovacuum", "off")
        .setServerConfig("shared_preload_libraries", "pg_stat_statements")
        .start();
  }

  static DataSource pool() {
    return POOL;
  }

  /** The server's own data source, which opens a connection each time. */
  static DataSource source() {
    return SERVER.getPostgresDatabase();
  }

  /** The name of a schema that nobody used yet. */
  static String schema() {
    return "s" + SCHEMAS.incrementAndGet();
  }

  static JdbcStore.Builder builder() {
    return JdbcStore.builder(POOL).schema(schema());
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = POOL.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
