package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.ToolResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 of a real process, again and again, on one SQLite file. */
class SqliteCrashTest {
  private static final int KILLS = Integer.getInteger("sluice.kills", 40);

  @TempDir Path folder;

  @Test
  void nothing_that_was_acknowledged_is_lost_and_every_run_ends() throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("runs.db");
    JdbcStore.create(Victim.source(url)).close();
    Random random = new Random(1);
    int steps = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> said = new ArrayList<>();
      try (VictimProcess victim = new VictimProcess("execute", url, "")) {
        assertThat(victim.line()).isEqualTo("working");
        for (int more = random.nextInt(60); more >= 0; more--) {
          said.add(victim.line());
        }
        said.addAll(victim.kill());
      }
      steps += checkAcknowledged(url, said);
      if (kill % 4 == 3 || kill == KILLS - 1) {
        finishAll(url);
      }
    }
    assertThat(steps).as("a witness of nothing proves nothing").isGreaterThan(KILLS);
  }

  /** A step is called only after the one before is committed; done means that the end is. */
  private static int checkAcknowledged(String url, List<String> said) throws Exception {
    assertThat(ask(url, "PRAGMA integrity_check")).isEqualTo("ok");
    int checked = 0;
    try (JdbcStore store = JdbcStore.create(Victim.source(url));
        WorkflowEngine engine = Victim.engine(store, call -> ToolResult.of(null))) {
      for (String line : said) {
        String[] words = line.split(" ");
        String id = words[1].substring(0, 36);
        Execution record = engine.findExecution(id).orElseThrow();
        if (words[0].equals("done")) {
          assertThat(record.status()).isEqualTo(ExecutionStatus.SUCCESS);
        } else {
          int called = Integer.parseInt(words[1].substring(37));
          assertThat(record.stepResults()).as(line).hasSizeGreaterThanOrEqualTo(called - 1);
          checked += called - 1;
        }
      }
    }
    return checked;
  }

  private static void finishAll(String url) throws Exception {
    Set<String> recorded = new HashSet<>();
    List<String> open = new ArrayList<>();
    Set<String> calls = ConcurrentHashMap.newKeySet();
    try (JdbcStore store = JdbcStore.create(Victim.source(url));
        WorkflowEngine engine =
            Victim.engine(
                store,
                call -> {
                  calls.add(call.idempotencyKey());
                  return ToolResult.of(call.arguments());
                })) {
      ExecutionQuery running = ExecutionQuery.all().status(ExecutionStatus.RUNNING).limit(100);
      for (Execution execution : engine.list(running)) {
        open.add(execution.id());
        execution
            .stepResults()
            .forEach(step -> recorded.add(execution.id() + ":" + step.stepNumber()));
      }
      engine.start();
      for (String id : open) {
        Execution ended = engine.await(id, java.time.Duration.ofSeconds(60));
        assertThat(ended.status()).as(ended.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(ended.stepResults()).hasSize(Victim.STEPS);
      }
      assertThat(engine.list(running)).isEmpty();
    }
    assertThat(calls).doesNotContainAnyElementsOf(recorded);
  }

  private static String ask(String url, String question) throws Exception {
    try (Connection connection = Victim.source(url).getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
