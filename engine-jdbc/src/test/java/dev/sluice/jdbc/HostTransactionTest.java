package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoreTransaction;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostTransactionTest {
  private static NewExecution keyed(String id) {
    NewExecution.Start start =
        new NewExecution.Start("key", null, 0, List.of("a", "b"), 0, 0, 0, 0, "default");
    return Runs.of(id, "anna", start);
  }

  @ParameterizedTest
  @EnumSource
  void a_run_is_there_with_the_hosts_commit_and_never_was_after_its_rollback(Backend backend)
      throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      try (Connection connection = database.source.getConnection()) {
        connection.setAutoCommit(false);
        JdbcTransaction transaction = JdbcTransaction.of(connection);
        assertThat(store.create(transaction, Runs.of("e1"), Runs.due())).isTrue();
        assertThat(store.find(null, "e1")).as("before the commit").isEmpty();
        if (backend != Backend.SQLITE) { // which has one writer at a time: the host just now
          assertThat(store.claim(Runs.NODE, List.of("default"), List.of(), 9)).isEmpty();
        }
        connection.rollback();
        assertThat(store.find(null, "e1")).as("after a rollback").isEmpty();
        assertThat(store.create(transaction, Runs.of("e2"), Runs.due())).isTrue();
        connection.commit();
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.isClosed()).isFalse();
        connection.setAutoCommit(true);
      }
      assertThat(store.claim(Runs.NODE, List.of("default"), List.of(), 9))
          .extracting(claimed -> claimed.fence().executionId())
          .containsExactly("e2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_key_that_is_taken_writes_nothing_and_leaves_the_hosts_transaction_usable(Backend backend)
      throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      String orders = "orders" + (database.schema == null ? "" : database.schema);
      database.execute("CREATE TABLE " + orders + " (n integer)");
      try (Connection connection = database.source.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        JdbcTransaction transaction = JdbcTransaction.of(connection);
        assertThat(store.create(transaction, keyed("e1"), Runs.due())).isTrue();
        statement.execute("INSERT INTO " + orders + " VALUES (1)");
        assertThat(store.create(transaction, keyed("e2"), Runs.due())).isFalse();
        statement.execute("INSERT INTO " + orders + " VALUES (2)");
        connection.commit();
        assertThat(store.create(transaction, keyed("e3"), Runs.due())).isFalse();
        statement.execute("INSERT INTO " + orders + " VALUES (3)");
        connection.commit();
        connection.setAutoCommit(true);
      }
      assertThat(database.column("SELECT n FROM " + orders)).containsExactly("1", "2", "3");
      assertThat(store.findByIdempotencyKey("anna", "key").orElseThrow().execution().id())
          .isEqualTo("e1");
      assertThat(store.find(null, "e2")).isEmpty();
      assertThat(database.column("SELECT tag FROM " + database.table("tags"))).hasSize(2);
      database.execute("DROP TABLE " + orders);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SQLITE") // it has one writer at a time
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_definition_that_a_host_uses_first_can_be_used_by_others_before_its_commit(Backend backend)
      throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      try (Connection connection = database.source.getConnection()) {
        connection.setAutoCommit(false);
        assertThat(store.create(JdbcTransaction.of(connection), Runs.of("e1"), Runs.due()))
            .isTrue();
        ExecutionStore other = database.store().executions();
        other.create(Runs.of("e2"), Runs.NODE, List.of(), Runs.RUNNING);
        assertThat(other.find(null, "e2")).isPresent();
        connection.rollback();
        connection.setAutoCommit(true);
      }
      assertThat(store.find(null, "e1")).isEmpty();
      assertThat(store.find(null, "e2")).isPresent();
    }
  }

  @Test
  void a_transaction_that_sees_no_later_commits_can_use_a_definition_first() throws SQLException {
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      ExecutionStore store = database.store().executions();
      try (Connection connection = Postgres.source().getConnection()) {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
          statement.execute("SELECT count(*) FROM " + database.table("executions"));
        }
        assertThat(store.create(JdbcTransaction.of(connection), Runs.of("e1"), Runs.due()))
            .isTrue();
        connection.commit();
      }
      assertThat(store.find(null, "e1")).isPresent();
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_host_that_holds_the_only_connection_submits_with_it() throws SQLException {
    try (Pool pool = new Pool(Postgres.source(), 1);
        JdbcStore store = JdbcStore.builder(pool).schema(Postgres.schema()).build();
        WorkflowEngine engine =
            WorkflowEngine.builder().store(store).tools(new RecordingTools().echo("t")).build()) {
      Execution pending;
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        pending = submit(engine, connection);
        assertThat(submit(engine, connection).id())
            .as("its key is found in the transaction")
            .isEqualTo(pending.id());
        connection.commit();
        connection.setAutoCommit(true);
      }
      assertThat(engine.findExecution(pending.id())).isPresent();
    }
  }

  private static Execution submit(WorkflowEngine engine, Connection connection) {
    ExecuteOptions keyed = ExecuteOptions.defaults().withIdempotencyKey("key");
    return engine.submit(
        Workflow.builder("w").step(Step.of("t")).build(),
        Map.of(),
        keyed.within(JdbcTransaction.of(connection)));
  }

  @ParameterizedTest
  @EnumSource
  void a_key_is_looked_up_within_the_transaction(Backend backend) throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      try (Connection connection = database.source.getConnection()) {
        connection.setAutoCommit(false);
        JdbcTransaction transaction = JdbcTransaction.of(connection);
        assertThat(store.findByIdempotencyKey(transaction, "anna", "key")).isEmpty();
        assertThat(store.create(transaction, keyed("e1"), Runs.due())).isTrue();
        assertThat(store.findByIdempotencyKey(transaction, "anna", "key").orElseThrow())
            .extracting(found -> found.execution().id())
            .isEqualTo("e1");
        assertThat(store.findByIdempotencyKey(transaction, "ben", "key")).isEmpty();
        connection.rollback();
        assertThat(store.findByIdempotencyKey(transaction, "anna", "key")).isEmpty();
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_connection_in_auto_commit_is_refused(Backend backend) throws SQLException {
    try (Backend.Empty database = backend.empty()) {
      Connection connection = database.source.getConnection();
      assertThatThrownBy(() -> JdbcTransaction.of(connection))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("call setAutoCommit(false) first");
      connection.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_transaction_of_another_store_is_refused(Backend backend) {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      StoreTransaction foreign = new StoreTransaction() {};
      assertThatThrownBy(() -> store.create(foreign, Runs.of("e1"), Runs.due()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("JdbcTransaction.of(connection)");
      assertThatThrownBy(() -> store.findByIdempotencyKey(foreign, "anna", "key"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
