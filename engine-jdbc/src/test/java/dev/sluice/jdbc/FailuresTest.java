package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fence;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailuresTest {
  /** Something that is asked by name: a data source or a connection with a few answers changed. */
  @FunctionalInterface
  private interface Answers {
    Object answer(String method, Object[] args) throws Throwable;
  }

  private static <T> T like(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> answers.answer(method.getName(), args)));
  }

  @Test
  void a_database_that_is_not_supported_is_named_with_those_that_are() {
    DataSource oracle =
        like(
            DataSource.class,
            (method, args) ->
                like(
                    Connection.class,
                    (name, none) ->
                        name.equals("getMetaData")
                            ? like(
                                DatabaseMetaData.class,
                                (asked, any) ->
                                    asked.equals("getDatabaseProductName") ? "Oracle" : 19)
                            : null));
    assertThatThrownBy(() -> JdbcStore.create(oracle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Sluice can't keep executions in Oracle; the databases that it knows are PostgreSQL,"
                + " SQLite and H2.");
  }

  @Test
  void a_version_that_is_too_old_is_named_with_the_oldest_that_will_do() {
    DataSource old =
        like(
            DataSource.class,
            (method, args) ->
                like(
                    Connection.class,
                    (name, none) ->
                        name.equals("getMetaData")
                            ? like(
                                DatabaseMetaData.class,
                                (asked, any) ->
                                    asked.equals("getDatabaseProductName") ? "PostgreSQL" : 13)
                            : null));
    assertThatThrownBy(() -> JdbcStore.create(old))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PostgreSQL 14 or newer is needed, not 13.");
  }

  @ParameterizedTest
  @CsvSource({
    "08006,true",
    "40001,true",
    "40P01,true",
    "53300,true",
    "53100,true",
    "55P03,true",
    "57P01,true",
    "57P03,true",
    "57014,true",
    "25006,true",
    "42P01,false",
    "23505,false",
    "22021,false",
    ",false"
  })
  void states_tell_whether_a_failure_may_pass(String state, boolean passes) {
    SQLException failure = new SQLException("x", state);
    StoreUnavailableException told = Failures.of(new PostgreSqlDialect(), "e1", failure);
    assertThat(told.isTransient()).isEqualTo(passes);
    assertThat(told.executionId()).isEqualTo("e1");
    assertThat(told).hasCause(failure);
  }

  @Test
  void kinds_of_exceptions_and_codes_of_sqlite_tell_too() {
    Dialect sqlite = new SqliteDialect();
    assertThat(Failures.mayPass(sqlite, new SQLTransientConnectionException("x"))).isTrue();
    assertThat(Failures.mayPass(sqlite, new SQLRecoverableException("x"))).isTrue();
    assertThat(Failures.mayPass(sqlite, new SQLException("busy", null, 5))).isTrue();
    assertThat(Failures.mayPass(sqlite, new SQLException("busy snapshot", null, 517))).isTrue();
    assertThat(Failures.mayPass(sqlite, new SQLException("locked", null, 6))).isTrue();
    assertThat(Failures.mayPass(sqlite, new SQLException("corrupt", null, 11))).isFalse();
    for (int code : new int[] {7, 10, 13, 14, 15, 3338}) { // the last is a short read
      assertThat(Failures.mayPass(sqlite, new SQLException("disk", null, code)))
          .as("code %d", code)
          .isTrue();
    }
    assertThat(Failures.mayPass(new H2Dialect(), new SQLException("other", null, 5))).isFalse();
  }

  @Test
  void what_a_failure_was_caused_by_or_is_followed_by_tells_too() {
    Dialect sqlite = new SqliteDialect();
    SQLException batch = new SQLException("a batch failed", "XX000");
    batch.setNextException(new SQLException("deadlock", "40P01"));
    assertThat(Failures.mayPass(sqlite, batch)).isTrue();
    SQLException wrapped = new SQLException("wrapped", new SQLException("busy", null, 5));
    assertThat(Failures.mayPass(sqlite, wrapped)).isTrue();
    assertThat(Failures.mayPass(new PostgreSqlDialect(), wrapped)).isFalse();
    SQLException slow = new SQLException("no answer", new SocketTimeoutException());
    assertThat(Failures.mayPass(sqlite, slow)).isTrue();
    SQLException circle = new SQLException("circle", "XX000");
    circle.setNextException(new SQLException("other", "XX000", circle));
    assertThat(Failures.mayPass(sqlite, circle)).isFalse();
  }

  @Test
  void a_pool_that_is_used_up_is_a_failure_that_may_pass() throws SQLException {
    DataSource empty =
        like(
            DataSource.class,
            (method, args) -> {
              throw new SQLTransientConnectionException("used up");
            });
    StoreUnavailableException told =
        catchThrowableOfType(StoreUnavailableException.class, () -> JdbcStore.create(empty));
    assertThat(told.isTransient()).isTrue();
    assertThat(told.executionId()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void a_missing_table_is_a_failure_that_will_not_pass_and_no_connection_is_lost(Backend backend)
      throws Exception {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      store.create(Runs.of("e0"), Runs.NODE, List.of(), Runs.RUNNING);
      database.execute("DROP TABLE " + database.table("facts"));
      for (int i = 0; i < 60; i++) {
        String id = "e" + (i + 1);
        StoreUnavailableException told =
            catchThrowableOfType(
                StoreUnavailableException.class,
                () -> store.create(Runs.of(id), Runs.NODE, List.of(Runs.fact("{}")), Runs.RUNNING));
        assertThat(told.isTransient()).isFalse();
        assertThat(told.executionId()).isEqualTo(id);
      }
      assertThat(database.column("SELECT id FROM " + database.table("executions")))
          .as("all or nothing")
          .containsExactly("e0");
    }
  }

  @Test
  void a_connection_that_the_server_cuts_is_a_failure_that_passes() throws Exception {
    Pool pool = new Pool(Postgres.source(), 1);
    try (pool;
        JdbcStore store = JdbcStore.builder(pool).schema(Postgres.schema()).build()) {
      Fence fence =
          Objects.requireNonNull(
              store.executions().create(Runs.of("e1"), Runs.NODE, List.of(), Runs.RUNNING));
      int server;
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        server = row.getInt(1);
      }
      Postgres.execute("SELECT pg_terminate_backend(" + server + ")");
      StoreUnavailableException told =
          catchThrowableOfType(
              StoreUnavailableException.class,
              () ->
                  store
                      .executions()
                      .append(fence, 0, List.of(Runs.fact("{}")), Runs.RUNNING, null));
      assertThat(told.isTransient()).isTrue();
      assertThat(told.executionId()).isEqualTo("e1");
      assertThat(pool.lent()).isZero();
      store.executions().append(fence, 0, List.of(Runs.fact("{}")), Runs.ENDED, null);
      assertThat(store.executions().find(null, "e1").orElseThrow().facts()).hasSize(1);
    }
  }

  @Test
  void an_append_whose_commit_was_done_but_whose_answer_was_lost_succeeds_when_repeated()
      throws Exception {
    AtomicReference<String> cut = new AtomicReference<>("");
    DataSource flaky =
        Watched.source(
            Postgres.pool(),
            new Watched.Watcher() {
              @Override
              public void after(String sql) throws SQLException {
                if (!cut.get().isEmpty() && sql.contains(cut.get())) {
                  throw new SQLException("the answer was lost", "08006");
                }
              }
            });
    JdbcStore store = JdbcStore.builder(flaky).schema(Postgres.schema()).build();
    cut.set("inputs");
    assertLost(() -> store.executions().create(Runs.of("e1"), Runs.NODE, List.of(), Runs.RUNNING));
    cut.set("");
    Fence fence =
        Objects.requireNonNull(
            store.executions().create(Runs.of("e1"), Runs.NODE, List.of(), Runs.RUNNING));
    cut.set("written_at =");
    assertLost(
        () ->
            store.executions().append(fence, 0, List.of(Runs.fact("{\"a\":1}")), Runs.ENDED, null));
    cut.set("");
    store.executions().append(fence, 0, List.of(Runs.fact("{\"a\":1}")), Runs.ENDED, null);
    assertThat(store.executions().find(null, "e1").orElseThrow().facts()).hasSize(1);
  }

  private interface Asked {
    void ask() throws Exception;
  }

  private static void assertLost(Asked asked) {
    StoreUnavailableException told =
        catchThrowableOfType(StoreUnavailableException.class, asked::ask);
    assertThat(told.isTransient()).isTrue();
  }
}
