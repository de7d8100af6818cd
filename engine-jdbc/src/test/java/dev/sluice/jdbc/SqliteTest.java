package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Fence;
import dev.sluice.store.StoredExecution;
import dev.sluice.testkit.Race;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteTest {
  @TempDir Path folder;

  private static String text(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void the_store_writes_ahead_and_waits_for_the_disk() throws Exception {
    SQLiteDataSource source = Sqlite.file(folder);
    SqliteDb db = new SqliteDb(source, new SqliteDialect());
    String synchronous = db.transaction(null, connection -> pragma(connection, "synchronous"));
    assertThat(synchronous).as("2 is FULL").isEqualTo("2");
    String mode = db.read(null, connection -> pragma(connection, "journal_mode"));
    assertThat(mode).isEqualTo("wal");
    db.close();
    db.close();
    assertThat(text(source, "PRAGMA journal_mode")).isEqualTo("wal");
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void eight_threads_write_through_two_stores_of_one_file() throws Exception {
    int runs = 6;
    int steps = 8;
    try (JdbcStore one = JdbcStore.create(Sqlite.file(folder));
        JdbcStore other = JdbcStore.create(Sqlite.file(folder))) {
      Race.of(
          8,
          i -> {
            JdbcStore store = i % 2 == 0 ? one : other;
            for (int run = 0; run < runs; run++) {
              String id = i + "-" + run;
              Fence fence =
                  Objects.requireNonNull(
                      store.executions().create(Runs.of(id), Runs.NODE, List.of(), Runs.RUNNING));
              for (int step = 0; step < steps; step++) {
                store
                    .executions()
                    .append(
                        fence,
                        step,
                        List.of(Runs.fact(id)),
                        step == steps - 1 ? Runs.ENDED : Runs.RUNNING,
                        null);
                store.executions().list(ExecutionQuery.all().limit(2));
              }
            }
          });
      List<StoredExecution> all = one.executions().list(ExecutionQuery.all().limit(1000));
      assertThat(all).hasSize(8 * runs);
      for (StoredExecution stored : all) {
        assertThat(stored.facts())
            .hasSize(steps)
            .allMatch(fact -> fact.body().equals(stored.execution().id()));
      }
    }
    assertThat(text(Sqlite.file(folder), "PRAGMA integrity_check")).isEqualTo("ok");
  }

  /** Does something that another connection is in the way of until it has been seen to wait. */
  private static void outlasting(SQLiteDataSource source, Runnable work) throws Exception {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                work.run();
                outcome.complete(null);
              } catch (Throwable e) {
                outcome.completeExceptionally(e);
              }
            });
    try (Connection inTheWay = source.getConnection();
        Statement statement = inTheWay.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      waiting.start();
      // SQLite's own wait leaves a thread runnable.
      while (!outcome.isDone() && waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      statement.execute("COMMIT");
    }
    outcome.get(60, TimeUnit.SECONDS);
  }

  @Test
  void a_new_file_that_another_connection_has_is_waited_for() throws Exception {
    SQLiteDataSource source = Sqlite.file(folder);
    outlasting(source, () -> JdbcStore.create(source).close());
    assertThat(text(source, "PRAGMA journal_mode")).isEqualTo("wal");
  }

  @Test
  void a_transaction_begins_even_if_sqlite_gave_up_waiting_for_its_neighbour() throws Exception {
    SQLiteDataSource source = Sqlite.file(folder);
    SqliteDb db = new SqliteDb(source, new SqliteDialect(), 1);
    db.statement(null, connection -> true);
    AtomicInteger done = new AtomicInteger();
    outlasting(source, () -> db.transaction(null, connection -> done.incrementAndGet()));
    assertThat(done).hasValue(1);
    db.close();
  }

  @Test
  void a_full_disk_is_a_failure_that_passes_and_nothing_of_the_write_is_left() throws Exception {
    SqliteDb db = new SqliteDb(Sqlite.file(folder), new SqliteDialect());
    db.statement(null, connection -> execute(connection, "CREATE TABLE t (x)"));
    db.statement(null, connection -> execute(connection, "PRAGMA max_page_count = 10"));
    String write = "INSERT INTO t VALUES (1), (zeroblob(100000))";
    for (int i = 0; i < 2; i++) {
      StoreUnavailableException told =
          catchThrowableOfType(
              StoreUnavailableException.class,
              () -> db.transaction("e1", connection -> execute(connection, write)));
      assertThat(told.isTransient()).isTrue();
    }
    db.statement(null, connection -> execute(connection, "PRAGMA max_page_count = 1000"));
    db.transaction("e1", connection -> execute(connection, write));
    assertThat(text(Sqlite.file(folder), "SELECT count(*) FROM t")).isEqualTo("2");
    db.close();
  }

  @Test
  void a_connection_that_can_not_roll_back_is_not_used_again() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    DataSource breaking =
        Watched.source(
            Sqlite.file(folder),
            new Watched.Watcher() {
              @Override
              public void before(String sql) throws SQLException {
                if (sql.equals("ROLLBACK") && broken.get()) {
                  throw new SQLException("the disk fails", null, 10);
                }
              }
            });
    SqliteDb db = new SqliteDb(breaking, new SqliteDialect());
    db.statement(null, connection -> execute(connection, "CREATE TABLE t (x)"));
    broken.set(true);
    assertThatThrownBy(
            () ->
                db.transaction(
                    null,
                    connection -> {
                      execute(connection, "INSERT INTO t VALUES (1)");
                      throw new SQLException("the disk fails", null, 10);
                    }))
        .isInstanceOf(StoreUnavailableException.class);
    broken.set(false);
    db.transaction(null, connection -> execute(connection, "INSERT INTO t VALUES (2)"));
    assertThat(text(Sqlite.file(folder), "SELECT group_concat(x) FROM t")).isEqualTo("2");
    db.close();
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  @Test
  void a_database_in_memory_is_one_connections() throws Exception {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite::memory:");
    try (JdbcStore store = JdbcStore.create(source)) {
      store.executions().create(Runs.of("e1"), Runs.NODE, List.of(), Runs.RUNNING);
      assertThat(store.executions().find(null, "e1")).isPresent();
    }
  }

  @Test
  void a_store_that_was_closed_opens_its_connections_again_when_it_is_asked() throws Exception {
    JdbcStore store = JdbcStore.create(Sqlite.file(folder));
    store.executions().create(Runs.of("e1"), Runs.NODE, List.of(), Runs.RUNNING);
    store.close();
    assertThat(store.executions().find(null, "e1")).isPresent();
    store.close();
  }
}
