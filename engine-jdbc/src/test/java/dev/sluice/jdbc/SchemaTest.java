package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Race;
import java.sql.SQLException;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
  private static void assertRefused(Backend.Empty database, SchemaMode mode, String because) {
    assertThatThrownBy(() -> database.opened(database.builder().schemaMode(mode)))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining(because);
  }

  @ParameterizedTest
  @EnumSource
  void the_script_makes_what_migrating_makes(Backend backend) throws SQLException {
    TreeSet<String> migrated;
    try (Backend.Empty database = backend.empty()) {
      database.store();
      migrated = database.catalog();
    }
    try (Backend.Empty database = backend.empty()) {
      database.executeAll(database.script());
      assertThat(database.catalog()).isEqualTo(migrated).hasSizeGreaterThan(60);
      database.opened(database.builder().schemaMode(SchemaMode.VALIDATE));
      database.store();
      assertThat(database.catalog()).as("nothing was left to migrate").isEqualTo(migrated);
    }
  }

  @ParameterizedTest
  @EnumSource
  void migrating_twice_or_by_many_at_once_is_harmless(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      Race.of(4, i -> database.store());
      database.store();
      assertThat(database.column("SELECT count(*) FROM " + database.table("schema_versions")))
          .containsExactly(String.valueOf(Migration.all(backend.database.dialect()).size()));
      database.opened(database.builder().schemaMode(SchemaMode.VALIDATE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void validating_refuses_an_empty_database_and_changes_nothing(Backend backend)
      throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      assertRefused(database, SchemaMode.VALIDATE, "Its tables are missing");
      assertThat(database.catalog()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void validating_finds_a_missing_column_an_index_and_a_table(Backend backend) throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      database.store();
      database.execute("ALTER TABLE " + database.table("runs") + " RENAME COLUMN recoveries TO r");
      assertRefused(database, SchemaMode.VALIDATE, "A column is missing");
      database.execute("ALTER TABLE " + database.table("runs") + " RENAME COLUMN r TO recoveries");
      database.execute("DROP INDEX " + database.table("executions_by_caller"));
      assertRefused(database, SchemaMode.VALIDATE, "sluice_executions_by_caller is missing");
      database.execute("DROP TABLE " + database.table("inbox"));
      assertRefused(database, SchemaMode.VALIDATE, "sluice_inbox");
      database.opened(database.builder().schemaMode(SchemaMode.NONE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void tables_of_a_newer_version_or_of_another_text_are_refused(Backend backend)
      throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      database.store();
      String history = database.table("schema_versions");
      database.execute("INSERT INTO " + history + " VALUES (7, 'later', 'x', 0)");
      assertRefused(database, SchemaMode.MIGRATE, "schema version 7");
      assertRefused(database, SchemaMode.VALIDATE, "use a newer one");
      database.execute("DELETE FROM " + history + " WHERE version = 7");
      database.execute("UPDATE " + history + " SET checksum = 'other'");
      assertRefused(database, SchemaMode.MIGRATE, "made by another text");
      assertRefused(database, SchemaMode.VALIDATE, "made by another text");
    }
  }

  @ParameterizedTest
  @EnumSource
  void two_prefixes_are_two_stores(Backend backend) throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore one = database.store();
      JdbcStore other = database.opened(database.builder().tablePrefix("Other_"));
      assertThat(other.tokenSecret()).isNotEqualTo(one.tokenSecret());
      assertThat(database.store().tokenSecret()).isEqualTo(one.tokenSecret());
    }
  }
}
