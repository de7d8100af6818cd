package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Fact;
import dev.sluice.store.StoredExecution;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Facts that a run's header tells have no rows of their own, and are there all the same. */
class ToldFactsTest {
  private static final Tools TOOLS =
      Tools.builder()
          .tool("echo", call -> ToolResult.of(call.arguments()))
          .tool(
              "fail",
              call -> {
                throw new IllegalStateException("no");
              })
          .build();

  private static Workflow three(String last) {
    return Workflow.builder("Three")
        .step(Step.of("echo").input("n", "{{inputs.n}}"))
        .step(Step.of("echo").input("n", "{{steps.1.result.n}}"))
        .step(Step.of(last))
        .build();
  }

  private static WorkflowEngine engine(JdbcStore store) {
    return WorkflowEngine.builder().tools(TOOLS).store(store).build();
  }

  private static List<String> kinds(JdbcStore store, Execution execution) {
    StoredExecution stored = store.executions().find(null, execution.id()).orElseThrow();
    return stored.facts().stream().map(Fact::kind).toList();
  }

  private static int rows(Backend.Empty database) throws SQLException {
    return Integer.parseInt(
        database.column("SELECT count(*) FROM " + database.table("facts")).get(0));
  }

  private static void isKept(
      Backend backend, Workflow workflow, ExecutionStatus status, int expectedRows)
      throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      try (WorkflowEngine engine = engine(store)) {
        Execution execution = engine.execute(workflow, Map.of("n", 1));
        assertThat(execution.status()).isEqualTo(status);
        assertThat(kinds(store, execution))
            .containsExactly("started", "ended", "ended", "ended", "run_ended");
        assertThat(rows(database)).isEqualTo(expectedRows);
        assertThat(engine.findExecution(execution.id())).contains(execution);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_run_that_succeeds_keeps_one_row_a_step(Backend backend) throws Exception {
    isKept(backend, three("echo"), ExecutionStatus.SUCCESS, 3);
  }

  @ParameterizedTest
  @EnumSource
  void how_a_run_failed_has_a_row(Backend backend) throws Exception {
    isKept(backend, three("fail"), ExecutionStatus.FAILED, 4);
  }

  @ParameterizedTest
  @EnumSource
  void a_submitted_run_that_starts_later_is_whole_too(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      try (WorkflowEngine engine = engine(store)) {
        engine.start();
        String id = engine.submit(three("echo"), Map.of("n", 1), ExecuteOptions.defaults()).id();
        Execution execution = engine.await(id, Duration.ofSeconds(60));
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(kinds(store, execution))
            .containsExactly("started", "ended", "ended", "ended", "run_ended");
        assertThat(rows(database)).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_run_of_which_a_row_is_missing_is_not_shown_in_part(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      try (WorkflowEngine engine = engine(store)) {
        Execution execution = engine.execute(three("echo"), Map.of("n", 1));
        database.execute("DELETE FROM " + database.table("facts") + " WHERE position = 2");
        assertThat(engine.findExecution(execution.id())).isEmpty();
      }
    }
  }
}
