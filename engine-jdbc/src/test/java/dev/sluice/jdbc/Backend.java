package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The databases that tests go through. */
enum Backend {
  POSTGRES(Database.POSTGRESQL),
  SQLITE(Database.SQLITE),
  H2(Database.H2);

  final Database database;

  Backend(Database database) {
    this.database = database;
  }

  /** An empty database. */
  Empty empty() {
    return switch (this) {
      case POSTGRES -> new Empty(this, Postgres.pool(), Postgres.schema(), () -> {});
      case SQLITE -> {
        Path folder = folder();
        yield new Empty(this, Sqlite.file(folder), null, () -> delete(folder));
      }
      case H2 -> {
        JdbcConnectionPool pool = dev.sluice.jdbc.H2.database();
        yield new Empty(this, pool, null, pool::dispose);
      }
    };
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("sluice");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A database that nobody used yet, and the stores that were made in it. */
  static final class Empty implements AutoCloseable {
    final Backend backend;
    final DataSource source;
    final String schema;
    private final Runnable end;
    private final List<JdbcStore> stores = new ArrayList<>();

    Empty(Backend backend, DataSource source, String schema, Runnable end) {
      this.backend = backend;
      this.source = source;
      this.schema = schema;
      this.end = end;
    }

    JdbcStore.Builder builder() {
      JdbcStore.Builder builder = JdbcStore.builder(source);
      return schema == null ? builder : builder.schema(schema);
    }

    JdbcStore store() {
      return opened(builder());
    }

    JdbcStore opened(JdbcStore.Builder builder) {
      JdbcStore store = builder.build();
      synchronized (stores) {
        stores.add(store);
      }
      return store;
    }

    String script() {
      return JdbcStore.script(backend.database, schema, "sluice_");
    }

    Tables tables() {
      return Tables.of(schema, Tables.DEFAULT_PREFIX, backend.database.dialect());
    }

    Writes writes() {
      return backend.database.dialect().writes(tables());
    }

    String table(String name) {
      return (schema == null ? "" : "\"" + schema + "\".") + "\"sluice_" + name + "\"";
    }

    void execute(String sql) throws SQLException {
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    /** Runs statements as someone with a console would. */
    void executeAll(String script) throws SQLException {
      for (String statement : script.split(";\\n")) {
        if (!statement.isBlank()) {
          execute(statement);
        }
      }
    }

    List<String> column(String sql) throws SQLException {
      List<String> values = new ArrayList<>();
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          values.add(row.getString(1));
        }
      }
      return values;
    }

    /**
     * That no table of these was read as a whole in a transaction that is still open: within it the
     * counts are this connection's alone, and told at once.
     */
    void assertNoScans(Connection connection, String... names) throws SQLException {
      for (String name : names) {
        String count =
            "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE schemaname = '"
                + schema
                + "' AND relname = 'sluice_"
                + name
                + "'";
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery(count)) {
          assertThat(row.next()).as("something was counted").isTrue();
          assertThat(row.getLong(1)).as("scans of the whole table %s", name).isZero();
          assertThat(row.wasNull()).as("nothing was counted").isFalse();
        }
      }
    }

    /** All columns and indexes, as the database's catalog has them. */
    TreeSet<String> catalog() throws SQLException {
      TreeSet<String> found = new TreeSet<>();
      try (Connection connection = source.getConnection()) {
        try (ResultSet row = connection.getMetaData().getColumns(null, schema, "sluice%", null)) {
          while (row.next()) {
            found.add(
                row.getString("TABLE_NAME")
                    + "."
                    + row.getString("COLUMN_NAME")
                    + " "
                    + row.getString("TYPE_NAME")
                    + " "
                    + row.getString("NULLABLE"));
          }
        }
        for (String table :
            found.stream().map(column -> column.split("\\.")[0]).distinct().toList()) {
          try (ResultSet row =
              connection.getMetaData().getIndexInfo(null, schema, table, false, true)) {
            while (row.next()) {
              found.add(
                  "index on "
                      + table
                      + " ("
                      + row.getString("COLUMN_NAME")
                      + ") "
                      + row.getString("ORDINAL_POSITION")
                      + " "
                      + row.getString("NON_UNIQUE"));
            }
          }
        }
      }
      return found;
    }

    @Override
    public void close() {
      stores.forEach(JdbcStore::close);
      end.run();
    }
  }
}
