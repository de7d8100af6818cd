package dev.sluice.examples.bench.durable;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A real PostgreSQL that keeps what it acknowledges, and counts. */
public final class Server implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  /** Does something with the database. */
  interface Work {
    void run() throws IOException;
  }

  private Server(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts one.
   *
   * @return the server
   * @throws IOException if it doesn't start
   * @throws SQLException if it hasn't got the views that count
   */
  public static Server start() throws IOException, SQLException {
    Server server = new Server(begun());
    server.execute("CREATE EXTENSION pg_stat_statements");
    server.execute("CREATE EXTENSION pg_walinspect");
    return server;
  }

  private static EmbeddedPostgres begun() throws IOException {
    try {
      return builder().start();
    } catch (IOException e) {
      // The port that was free may be another process's by the time the server asks for it.
      return builder().start();
    }
  }

  private static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "300")
        .setServerConfig("shared_buffers", "512MB")
        // Checkpoints would come in some contenders' turns and not in others'.
        .setServerConfig("max_wal_size", "8GB")
        .setServerConfig("checkpoint_timeout", "1h")
        .setServerConfig("shared_preload_libraries", "pg_stat_statements");
  }

  /**
   * Makes an empty database.
   *
   * @param name how it is called
   * @return the URL that leads to it
   * @throws SQLException if it can't be made
   */
  public String database(String name) throws SQLException {
    execute("CREATE DATABASE " + name);
    return postgres.getJdbcUrl("postgres", name);
  }

  /**
   * Counts what some runs cost. Commits are transactions with an id, that is those which wrote.
   * Statements are those of that database, without the ones that only begin and end transactions.
   * The log's bytes are without images of whole pages: the first change of a page after a
   * checkpoint logs one, which is chance.
   */
  Costs costs(String database, int runs, Work work) throws IOException, SQLException {
    execute(
        "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = '"
            + database
            + "'");
    long xid = Long.parseLong(text("SELECT pg_current_xact_id()"));
    String from = text("SELECT pg_current_wal_insert_lsn()");
    work.run();
    long commits = Long.parseLong(text("SELECT pg_current_xact_id()")) - xid - 1;
    String statements =
        text(
            "SELECT COALESCE(sum(s.calls), 0) FROM pg_stat_statements s"
                + " JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '"
                + database
                + "' AND s.query !~* '^(begin|commit|rollback|start|set|show|discard)'");
    String bytes =
        text(
            "SELECT COALESCE(sum(record_length - fpi_length), 0) FROM pg_get_wal_records_info('"
                + from
                + "', pg_current_wal_flush_lsn())");
    return new Costs(
        (double) commits / runs,
        Double.parseDouble(statements) / runs,
        Double.parseDouble(bytes) / runs);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
