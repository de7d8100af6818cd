package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases are renewed even if everyone else has taken all connections. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReservedConnectionTest {
  private static Fence created(ExecutionStore runs, String id) {
    return Objects.requireNonNull(
        runs.create(Runs.of(id), Runs.NODE, List.of(Runs.fact("{}")), Runs.RUNNING));
  }

  private static JdbcStore store(Pool pool) {
    return JdbcStore.builder(pool).schema(Postgres.schema()).build();
  }

  @Test
  void leases_are_renewed_and_mail_is_looked_for_while_the_pool_is_used_up() throws Exception {
    try (Pool pool = new Pool(Postgres.source(), 2);
        JdbcStore store = store(pool)) {
      assertThat(pool.lent()).as("before a run is claimed").isZero();
      Fence fence = created(store.executions(), "e1");
      store.executions().post(null, "e1", Runs.fact("{}"));
      assertThat(pool.lent()).isEqualTo(1);
      try (Connection held = pool.getConnection()) {
        assertThat(held.isClosed()).isFalse();
        assertThat(store.executions().renew(Runs.NODE, List.of(fence))).containsExactly("e1");
        assertThat(store.executions().withMail("node-1")).containsExactly("e1");
      }
      store.close();
      assertThat(pool.lent()).isZero();
    }
  }

  @Test
  void an_engine_that_looks_for_work_has_its_connection_before_it_finds_any() throws Exception {
    try (Pool pool = new Pool(Postgres.source(), 2);
        JdbcStore store = store(pool)) {
      store.executions().create(Runs.of("e1"), null, List.of(), Runs.due());
      assertThat(pool.lent()).as("a submission needs none").isZero();
      store.executions().claim(Runs.NODE, List.of("other"), List.of(), 1);
      assertThat(pool.lent()).isEqualTo(1);
    }
  }

  @Test
  void a_thread_that_was_interrupted_before_gets_the_connection_too() throws Exception {
    try (Warnings warnings = new Warnings();
        Pool pool = new Pool(Postgres.source(), 2)) {
      Db db = new PostgreSqlDialect().connect(pool, Duration.ofSeconds(10));
      Thread.currentThread().interrupt();
      db.reserve();
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();
      assertThat(pool.lent()).isEqualTo(1);
      assertThat(warnings.seen).isEmpty();
      db.close();
    }
  }

  private static final class Warnings extends Handler implements AutoCloseable {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final Logger logger = Logger.getLogger("dev.sluice.jdbc");

    Warnings() {
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord record) {
      seen.add(record.getLevel() + " " + record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void a_pool_of_one_connection_is_shared_and_a_warning_says_what_to_do() throws Exception {
    try (Warnings warnings = new Warnings();
        Pool pool = new Pool(Postgres.source(), 1);
        JdbcStore store = store(pool)) {
      Fence fence = created(store.executions(), "e1");
      Fence other = created(store.executions(), "e2");
      for (int i = 0; i < 2; i++) {
        assertThat(store.executions().renew(Runs.NODE, List.of(fence, other))).hasSize(2);
      }
      assertThat(pool.lent()).isZero();
      assertThat(warnings.seen)
          .singleElement()
          .asString()
          .startsWith("WARNING")
          .contains("at least two");
    }
  }

  @Test
  void a_connection_that_fails_is_replaced() throws Exception {
    try (Pool pool = new Pool(Postgres.source(), 3)) {
      Db db = new PostgreSqlDialect().connect(pool, Duration.ofSeconds(10));
      db.reserve();
      int first = server(db);
      assertThat(server(db)).as("the same again").isEqualTo(first);
      Postgres.execute("SELECT pg_terminate_backend(" + first + ")");
      StoreUnavailableException told =
          catchThrowableOfType(StoreUnavailableException.class, () -> server(db));
      assertThat(told.isTransient()).isTrue();
      int second = server(db);
      assertThat(second).isNotEqualTo(first);
      assertThat(server(db)).isEqualTo(second);
      assertThat(pool.lent()).isEqualTo(1);
      db.close();
      assertThat(pool.lent()).isZero();
    }
  }

  private static int server(Db db) {
    return db.reserved().statement(null, ReservedConnectionTest::server);
  }

  private static int server(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
