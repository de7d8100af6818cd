package dev.sluice.jdbc;

import dev.sluice.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes and checks the tables. Which files were run is kept beside them, with checksums; a lock
 * lets one migrate while others wait, and all of it is one transaction where the database can.
 */
final class Schema {
  private static final String HISTORY = "{schema_versions}";

  private final Tables tables;
  private final Dialect dialect;
  private final List<Migration> migrations;

  Schema(Tables tables) {
    this(tables, Migration.all(tables.dialect()));
  }

  /** With given steps: for tests of those that are still to come. */
  Schema(Tables tables, List<Migration> migrations) {
    this.tables = tables;
    this.dialect = tables.dialect();
    this.migrations = migrations;
  }

  /** Everything that {@link #migrate} runs on an empty database. */
  String script() {
    StringBuilder script = new StringBuilder();
    for (String statement : preparation()) {
      script.append(statement).append(";\n");
    }
    for (Migration migration : migrations) {
      script.append("\n-- ").append(migration.name()).append("\n\n");
      script.append(tables.fill(migration.sql())).append('\n');
      script.append(record(migration)).append(";\n");
    }
    return script.toString();
  }

  private List<String> preparation() {
    List<String> statements = new ArrayList<>();
    if (tables.schema() != null) {
      statements.add("CREATE SCHEMA IF NOT EXISTS \"" + tables.schema() + "\"");
    }
    statements.add(
        tables.fill(
            "CREATE TABLE IF NOT EXISTS "
                + HISTORY
                + " (\n  version integer PRIMARY KEY,\n  name varchar(100) NOT NULL,\n"
                + "  checksum varchar(64) NOT NULL,\n  applied_at bigint NOT NULL\n)"));
    return statements;
  }

  /** A file's name and checksum are of known letters, so that they can stand in a script. */
  private String record(Migration migration) {
    String values =
        migration.version() + ", '" + migration.name() + "', '" + migration.checksum() + "', {now}";
    return tables.fill(
        dialect.unlessTaken(
            "INSERT INTO "
                + HISTORY
                + " (version, name, checksum, applied_at) VALUES ("
                + values
                + ")"));
  }

  void migrate(Db db) {
    List<String> differences = List.of();
    for (int left = dialect.migrationAttempts(); left > 0; left--) {
      try {
        differences = migrateOnce(db);
        break;
      } catch (StoreUnavailableException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
    if (!differences.isEmpty()) {
      throw new SchemaException(differences);
    }
  }

  private List<String> migrateOnce(Db db) {
    return db.transaction(
        null,
        connection -> {
          String lock = dialect.migrationLock(tables);
          if (!lock.isEmpty()) {
            execute(connection, lock);
          }
          prepare(connection);
          Map<Integer, String> applied = applied(connection);
          List<String> found = compare(applied);
          if (found.isEmpty()) {
            for (Migration migration : migrations) {
              if (!applied.containsKey(migration.version())) {
                run(connection, migration);
              }
            }
          }
          return found;
        });
  }

  /** Who may not create a schema may still use one that is there. */
  private void prepare(Connection connection) throws SQLException {
    boolean there = hasSchema(connection);
    for (String statement : preparation()) {
      if (!there || !statement.startsWith("CREATE SCHEMA")) {
        execute(connection, statement);
      }
    }
  }

  private boolean hasSchema(Connection connection) throws SQLException {
    if (tables.schema() == null) {
      return true;
    }
    try (ResultSet row = connection.getMetaData().getSchemas()) {
      while (row.next()) {
        if (row.getString(1).equals(tables.schema())) {
          return true;
        }
      }
    }
    return false;
  }

  private void run(Connection connection, Migration migration) throws SQLException {
    for (String statement : migration.statements()) {
      execute(connection, tables.fill(statement));
    }
    try {
      execute(connection, record(migration));
    } catch (SQLException e) {
      if (!dialect.isTaken(e)) {
        throw e;
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Map<Integer, String> applied(Connection connection) throws SQLException {
    Map<Integer, String> applied = new TreeMap<>();
    try (Bind bind = Bind.of(connection, tables.fill("SELECT version, checksum FROM " + HISTORY))) {
      try (ResultSet row = bind.query()) {
        while (row.next()) {
          applied.put(row.getInt(1), row.getString(2));
        }
      }
    }
    return applied;
  }

  /** What was run that isn't known here, or was something else. */
  private List<String> compare(Map<Integer, String> applied) {
    List<String> differences = new ArrayList<>();
    applied.forEach(
        (version, checksum) -> {
          if (version > migrations.size()) {
            differences.add(
                "It has schema version "
                    + version
                    + "; this version of Sluice knows up to "
                    + migrations.size()
                    + ", so use a newer one.");
          } else if (!migrations.get(version - 1).checksum().equals(checksum)) {
            differences.add(
                "Its schema version " + version + " was made by another text than this one's.");
          }
        });
    return differences;
  }

  void validate(Db db) {
    List<String> differences = db.read(null, this::differences);
    if (!differences.isEmpty()) {
      throw new SchemaException(differences);
    }
  }

  private List<String> differences(Connection connection) throws SQLException {
    if (isMissing(connection, tables.fill("SELECT version, checksum FROM " + HISTORY))) {
      return List.of("Its tables are missing; migrate, or run the script.");
    }
    Map<Integer, String> applied = applied(connection);
    List<String> differences = new ArrayList<>(compare(applied));
    for (Migration migration : migrations) {
      if (!applied.containsKey(migration.version())) {
        differences.add("Its schema version " + migration.version() + " is missing.");
        continue;
      }
      for (String query : migration.queries()) {
        if (isMissing(connection, tables.fill(query))) {
          differences.add(tables.fill("A column is missing: " + query + " fails."));
        }
      }
      for (Migration.Part index : migration.indexes()) {
        if (!indexes(connection, index.of()).contains(tables.plain(index.name()))) {
          differences.add("The index " + tables.plain(index.name()) + " is missing.");
        }
      }
    }
    return differences;
  }

  private boolean isMissing(Connection connection, String query) throws SQLException {
    try (Bind bind = Bind.of(connection, query)) {
      bind.query().close();
      return false;
    } catch (SQLException e) {
      if (Failures.mayPass(dialect, e)) {
        throw e;
      }
      return true;
    }
  }

  private Set<String> indexes(Connection connection, String table) throws SQLException {
    Set<String> names = new HashSet<>();
    DatabaseMetaData data = connection.getMetaData();
    try (ResultSet row =
        data.getIndexInfo(null, tables.schema(), tables.plain(table), false, true)) {
      while (row.next()) {
        names.add(String.valueOf(row.getString("INDEX_NAME")));
      }
    }
    return names;
  }
}
