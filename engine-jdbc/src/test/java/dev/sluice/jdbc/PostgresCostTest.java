package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run of five steps costs on PostgreSQL: counts, which no machine's speed changes. */
class PostgresCostTest {
  private static final int STEPS = 5;
  private static final int RUNS = 50;
  private static final long MOST_WAL_BYTES = 2_500;

  private final JdbcStore store = Postgres.builder().build();
  private final WorkflowEngine engine =
      WorkflowEngine.builder().store(store).tools(new RecordingTools().echo("t")).build();

  @BeforeEach
  void prepare() throws SQLException {
    Postgres.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    Postgres.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect");
  }

  @AfterEach
  void close() {
    engine.close();
    store.close();
  }

  private static Workflow fiveSteps() {
    Workflow.Builder builder = Workflow.builder("five steps");
    for (int i = 1; i <= STEPS; i++) {
      builder.step(Step.of("t").input("n", "{{inputs.n}}"));
    }
    return builder.build();
  }

  private void run(Workflow workflow) {
    Execution execution = engine.execute(workflow, Map.of("n", 7));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = Postgres.pool().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  @Test
  void a_run_of_five_steps_costs_six_commits_six_statements_and_little_log() throws SQLException {
    Workflow workflow = fiveSteps();
    for (int i = 0; i < 20; i++) {
      run(workflow);
    }
    Postgres.execute("SELECT pg_stat_statements_reset()");
    long xids = number("SELECT pg_current_xact_id()");
    String from = text("SELECT pg_current_wal_insert_lsn()");
    for (int i = 0; i < RUNS; i++) {
      run(workflow);
    }
    long commits = number("SELECT pg_current_xact_id()") - xids - 1;
    long statements =
        number(
            "SELECT sum(calls) FROM pg_stat_statements WHERE query LIKE '%INSERT%sluice_%'"
                + " OR query LIKE '%UPDATE%sluice_%' OR query LIKE '%DELETE%sluice_%'");
    // The first change of a page after a checkpoint logs the whole page: chance, and not our cost.
    long bytes =
        number(
            "SELECT sum(record_length - fpi_length) FROM pg_get_wal_records_info('"
                + from
                + "', pg_current_wal_flush_lsn())");
    assertThat(commits).as("commits").isEqualTo(RUNS * (STEPS + 1L));
    assertThat(statements).as("writing statements").isEqualTo(RUNS * (STEPS + 1L));
    assertThat(bytes / RUNS).as("bytes of the log a run").isLessThanOrEqualTo(MOST_WAL_BYTES);
  }
}
