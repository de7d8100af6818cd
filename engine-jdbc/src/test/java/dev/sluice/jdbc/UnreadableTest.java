package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Claimed;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Header;
import dev.sluice.store.StoredExecution;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A row that can't be read is no other row's matter. */
class UnreadableTest {
  private static final List<String> DEFAULT = List.of("default");

  /** Three runs, the second of which is damaged. */
  private static ExecutionStore damaged(Backend.Empty database, String table, String change)
      throws Exception {
    ExecutionStore store = database.store().executions();
    for (int i = 0; i < 3; i++) {
      store.create(Runs.of("e" + i), null, List.of(Runs.fact("{}")), Runs.due());
    }
    try (Connection connection = database.source.getConnection();
        Statement statement = connection.createStatement()) {
      String run = "(SELECT seq FROM " + database.table("executions") + " WHERE id = 'e1')";
      String key = table.equals("executions") ? "seq" : "run";
      statement.executeUpdate(
          "UPDATE " + database.table(table) + " SET " + change + " WHERE " + key + " = " + run);
    }
    return store;
  }

  @ParameterizedTest
  @EnumSource
  void a_run_that_cannot_be_read_is_claimed_as_such_and_can_be_ended(Backend backend)
      throws Exception {
    for (String change : List.of("inputs = '[1]'", "tags = '{'", "inputs = '\u0010zzzz'")) {
      try (Backend.Empty database = backend.empty()) {
        ExecutionStore store = damaged(database, "executions", change);
        List<Claimed> claimed = store.claim(Runs.NODE, DEFAULT, List.of(), 9);
        assertThat(claimed).extracting(one -> one.stored().id()).containsExactly("e0", "e1", "e2");
        assertThat(claimed)
            .extracting(one -> one.stored().isReadable())
            .containsExactly(true, false, true);
        StoredExecution bad = claimed.get(1).stored();
        assertThatThrownBy(bad::execution)
            .isInstanceOf(StoreUnavailableException.class)
            .hasMessageContaining("e1");
        assertThatThrownBy(bad::facts).isInstanceOf(StoreUnavailableException.class);
        assertThat(bad.size()).isEqualTo(1);
        assertThat(bad.header().status()).isEqualTo(ExecutionStatus.PENDING);
        Header end = new Header(ExecutionStatus.FAILED, 0, Runs.T0, Header.NEVER);
        store.append(claimed.get(1).fence(), 1, List.of(Runs.fact("{}")), end, null);
        assertThat(store.find(null, "e1").orElseThrow().header().status())
            .isEqualTo(ExecutionStatus.FAILED);
        assertThat(store.list(ExecutionQuery.all()))
            .extracting(StoredExecution::isReadable)
            .containsExactly(true, false, true);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_run_whose_facts_cannot_be_read_is_claimed_as_such(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = damaged(database, "facts", "body = '\u0010zzzz'");
      assertThat(store.claim(Runs.NODE, DEFAULT, List.of(), 9))
          .extracting(one -> one.stored().isReadable())
          .containsExactly(true, false, true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_run_with_a_status_of_a_newer_version_is_left_alone(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = damaged(database, "runs", "status = 'paused'");
      assertThat(store.claim(Runs.NODE, DEFAULT, List.of(), 9))
          .extracting(one -> one.stored().id())
          .containsExactly("e0", "e2");
      StoredExecution paused = store.find(null, "e1").orElseThrow();
      assertThatThrownBy(paused::header)
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("e1");
      assertThat(store.list(ExecutionQuery.all())).hasSize(3);
    }
  }
}
