package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.ExecutionStore;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoreTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
  @EnumSource
  void a_transaction_of_another_store_is_refused(Backend backend) {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      StoreTransaction foreign = new StoreTransaction() {};
      assertThatThrownBy(() -> store.create(foreign, Runs.of("e1"), Runs.due()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("JdbcTransaction.of(connection)");
    }
  }
}
