package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.NewExecution;
import dev.sluice.testkit.Race;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all runs and engines of a database have in common: the secret, and definitions. */
class SharedThingsTest {
  @ParameterizedTest
  @EnumSource
  void all_stores_of_a_database_have_one_secret_however_many_ask_first(Backend backend)
      throws Exception {
    try (Backend.Empty database = backend.empty()) {
      database.store();
      Set<String> secrets = Collections.synchronizedSet(new HashSet<>());
      Race.of(
          6,
          i -> {
            byte[] secret = database.store().tokenSecret();
            assertThat(secret).hasSize(32);
            secrets.add(HexFormat.of().formatHex(secret));
            secret[0]++; // what is handed out is a copy
          });
      secrets.add(HexFormat.of().formatHex(database.store().tokenSecret()));
      assertThat(secrets).hasSize(1);
    }
  }

  private static NewExecution run(String id, Workflow workflow) {
    return new NewExecution(
        id, "anna", workflow, Map.of(), Runs.of(id).inputs(), Runs.T0, NewExecution.Start.PLAIN);
  }

  private static Workflow workflow(String name) {
    return Workflow.builder(name).step(Step.of("t")).build();
  }

  @ParameterizedTest
  @EnumSource
  void definitions_are_deleted_when_no_run_has_used_them_for_a_while(Backend backend)
      throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      Tables tables = database.tables();
      Db db = tables.dialect().connect(database.source, Duration.ZERO);
      Definitions removal = new Definitions(db, tables);
      for (String name : List.of("kept", "dropped", "again")) {
        store.executions().create(run(name, workflow(name)), null, List.of(), Runs.ENDED);
      }
      store.executions().create(run("open", workflow("kept")), null, List.of(), Runs.due());
      assertThat(store.executions().purge(Long.MAX_VALUE, 10)).isEqualTo(3);
      long hour = 3_600_000_000L;
      assertThat(removal.sweep(hour)).as("marked only").isZero();
      assertThat(removal.sweep(hour)).as("not long enough").isZero();
      store.executions().create(run("new", workflow("again")), null, List.of(), Runs.due());
      assertThat(
              database.column(
                  "SELECT count(*) FROM "
                      + database.table("definitions")
                      + " WHERE unused_since IS NOT NULL"))
          .as("a definition that is used again is no longer marked")
          .containsExactly("1");
      assertThat(removal.sweep(0)).as("used by none").isEqualTo(1);
      assertThat(removal.sweep(0)).isZero();
      JdbcStore fresh = database.store();
      for (String id : List.of("open", "new")) {
        assertThat(fresh.executions().find(null, id)).isPresent();
      }
      store.executions().create(run("dropped", workflow("dropped")), null, List.of(), Runs.due());
      assertThat(fresh.executions().find(null, "dropped").orElseThrow().execution().workflow())
          .as("stored again")
          .isEqualTo(workflow("dropped"));
      db.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void runs_of_more_definitions_than_are_kept_in_memory_are_all_listed(Backend backend)
      throws Exception {
    int runs = 300;
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore writer = database.store().executions();
      for (int i = 0; i < runs; i++) {
        writer.create(run("e" + i, workflow("w" + i)), null, List.of(), Runs.ENDED);
      }
      ExecutionStore reader = database.store().executions();
      for (int i = 0; i < 3; i++) {
        assertThat(reader.list(ExecutionQuery.all().limit(1000)))
            .allMatch(
                each ->
                    each.execution()
                        .workflow()
                        .name()
                        .equals("w" + each.execution().id().substring(1)))
            .hasSize(runs);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_run_whose_definition_is_missing_is_a_fault_and_does_not_look_as_if_it_were_not_there(
      Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      database.store().executions().create(run("e1", workflow("w")), null, List.of(), Runs.ENDED);
      database.execute("DELETE FROM " + database.table("definitions"));
      ExecutionStore reader = database.store().executions();
      StoreUnavailableException told =
          catchThrowableOfType(StoreUnavailableException.class, () -> reader.find(null, "e1"));
      assertThat(told.isTransient()).isFalse();
      assertThat(told).rootCause().hasMessage("The definition of the run e1 is missing.");
    }
  }

  private static NewExecution run(String id, String caller, Workflow workflow) {
    return new NewExecution(
        id, caller, workflow, Map.of(), Runs.of(id).inputs(), Runs.T0, NewExecution.Start.PLAIN);
  }

  @ParameterizedTest
  @EnumSource
  void a_callers_own_definitions_are_erased_with_the_runs(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      store.create(run("e1", "anna", workflow("private")), null, List.of(), Runs.ENDED);
      store.create(run("e2", "anna", workflow("shared")), Runs.NODE, List.of(), Runs.RUNNING);
      store.create(run("e3", "ben", workflow("shared")), null, List.of(), Runs.due());
      assertThat(store.erase("anna")).isEqualTo(2);
      String hashes = "SELECT hash FROM " + database.table("definitions");
      assertThat(database.column(hashes)).containsExactly(workflow("shared").contentHash());
      store.create(run("e4", "anna", workflow("private")), null, List.of(), Runs.due());
      for (String id : List.of("e3", "e4")) {
        assertThat(database.store().executions().find(null, id)).as("stored again").isPresent();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_erasure_takes_no_definition_that_a_run_uses(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      Race.of(
          4,
          i -> {
            String caller = "caller-" + i;
            for (int k = 0; k < 60; k++) {
              String id = caller + "-" + k;
              store.create(run(id, caller, workflow("w" + k % 2)), null, List.of(), Runs.ENDED);
              assertThat(store.find(caller, id)).isPresent();
              if (k % 3 == 2) {
                assertThat(store.erase(caller)).isEqualTo(3);
              }
            }
          });
      assertThat(database.column("SELECT hash FROM " + database.table("definitions"))).isEmpty();
    }
  }

  @Test
  void a_definition_that_a_host_is_about_to_use_is_not_erased() throws Exception {
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      ExecutionStore store = database.store().executions();
      store.create(run("e1", "anna", workflow("w")), null, List.of(), Runs.ENDED);
      for (int isolation :
          new int[] {
            Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ
          }) {
        try (Connection host = Postgres.source().getConnection()) {
          host.setTransactionIsolation(isolation);
          host.setAutoCommit(false);
          String id = "host-" + isolation;
          store.create(JdbcTransaction.of(host), run(id, "ben", workflow("w")), Runs.due());
          store.erase("anna");
          host.commit();
          assertThat(database.store().executions().find(null, id)).isPresent();
          store.create(run("e1", "anna", workflow("w")), null, List.of(), Runs.ENDED);
        }
        assertThat(store.erase("ben")).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_deleted_run_leaves_no_row_anywhere(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      NewExecution.Start tagged =
          new NewExecution.Start("key", null, 0, List.of("a", "b"), 0, 0, 0, 0, "default");
      store
          .executions()
          .create(Runs.of("e1", "anna", tagged), Runs.NODE, List.of(Runs.fact("{}")), Runs.RUNNING);
      store.executions().post(null, "e1", Runs.fact("{}"));
      assertThat(store.executions().erase("anna")).isEqualTo(1);
      for (String table : List.of("executions", "definitions", "runs", "facts", "inbox", "tags")) {
        assertThat(database.column("SELECT count(*) FROM " + database.table(table)))
            .as(table)
            .containsExactly("0");
      }
    }
  }
}
