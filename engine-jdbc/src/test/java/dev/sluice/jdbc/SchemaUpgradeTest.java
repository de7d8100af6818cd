package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.EngineException;
import dev.sluice.store.StoredExecution;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Databases that an older version made. {@code released/<database>/<n>.sql} is the whole script of
 * schema version n as it was then: such a file is added with each version, and never changed.
 */
class SchemaUpgradeTest {
  private static int versions(Backend backend) {
    return backend == Backend.POSTGRES ? 2 : 1;
  }

  private static String released(Backend backend, int version) throws Exception {
    String name = "released/" + backend.database.dialect().folder() + "/" + version + ".sql";
    try (InputStream in = SchemaUpgradeTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_tables_of_every_older_version_become_todays(Backend backend) throws Exception {
    TreeSet<String> today;
    try (Backend.Empty database = backend.empty()) {
      database.store();
      today = database.catalog();
    }
    for (int version = 1; version <= versions(backend); version++) {
      try (Backend.Empty database = backend.empty()) {
        String script = released(backend, version);
        database.executeAll(
            database.schema == null ? script : script.replace("{schema}", database.schema));
        JdbcStore store = database.store();
        assertThat(database.catalog()).as("from version %s", version).isEqualTo(today);
        store.executions().create(Runs.of("r"), Runs.NODE, List.of(Runs.fact("{}")), Runs.RUNNING);
        assertThat(store.executions().find(null, "r")).isPresent();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_version_was_kept_for_this_test(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      database.store();
      assertThat(database.column("SELECT version FROM " + database.table("schema_versions")))
          .hasSize(versions(backend));
      String script = database.script();
      assertThat(database.schema == null ? script : script.replace(database.schema, "{schema}"))
          .isEqualTo(released(backend, versions(backend)));
    }
  }

  private static List<Migration> withNext(Backend backend, String sql) {
    List<Migration> all = new ArrayList<>(Migration.all(backend.database.dialect()));
    all.add(new Migration(all.size() + 1, "next.sql", sql));
    return all;
  }

  private static void migrate(Backend.Empty database, List<Migration> migrations) {
    Dialect dialect = database.backend.database.dialect();
    Db db = dialect.connect(database.source, Duration.ZERO);
    try {
      new Schema(database.tables(), migrations).migrate(db);
    } finally {
      db.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_next_version_is_put_onto_the_rows_that_are_there(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      store.executions().create(Runs.of("r"), Runs.NODE, List.of(Runs.fact("{}")), Runs.RUNNING);
      StoredExecution before = store.executions().find(null, "r").orElseThrow();
      String next = "ALTER TABLE {runs} ADD COLUMN later integer DEFAULT 5;\n";
      migrate(database, withNext(backend, next));
      migrate(database, withNext(backend, next));
      assertThat(database.column("SELECT later FROM " + database.table("runs")))
          .containsExactly("5");
      assertThat(store.executions().find(null, "r").orElseThrow())
          .usingRecursiveComparison()
          .isEqualTo(before);
      assertThatThrownBy(database::store)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("use a newer one");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2") // its DDL ends transactions
  void a_version_that_fails_half_way_leaves_everything_as_it_was(Backend backend)
      throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      database.store();
      TreeSet<String> before = database.catalog();
      String next =
          "ALTER TABLE {runs} ADD COLUMN later integer;\nALTER TABLE {nothing} ADD COLUMN x integer;\n";
      assertThatThrownBy(() -> migrate(database, withNext(backend, next)))
          .isInstanceOf(EngineException.class);
      assertThat(database.catalog()).isEqualTo(before);
      database.opened(database.builder().schemaMode(SchemaMode.VALIDATE));
    }
  }
}
