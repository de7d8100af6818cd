package dev.sluice.examples.bench.start;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.WorkflowEngine;
import dev.sluice.examples.bench.durable.Server;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.jdbc.JdbcStore;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/** How long reading takes from a million runs of five steps in PostgreSQL. */
final class Million {
  private static final int RUNS = 1_000_000;
  private static final int STEPS = 5;
  private static final int PAGE = 50;
  private static final int ONCE = 400;

  private final WorkflowEngine engine;
  private final HikariDataSource pool;
  private final Random random = new Random(1);
  private final StringBuilder out =
      new StringBuilder("| reading | p50 ms | p99 ms |\n|---|--:|--:|\n");

  private Million(WorkflowEngine engine, HikariDataSource pool) {
    this.engine = engine;
    this.pool = pool;
  }

  static String table() throws Exception {
    try (Server server = Server.start();
        HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(server.database("million"));
      pool.setMaximumPoolSize(4);
      try (JdbcStore store = JdbcStore.create(pool);
          WorkflowEngine engine =
              WorkflowEngine.builder()
                  .store(store)
                  .tools(
                      Tools.builder()
                          .tool(
                              "noop",
                              call ->
                                  ToolResult.of(
                                      JsonNodeFactory.instance.objectNode().put("count", 7)))
                          .build())
                  .build()) {
        return new Million(engine, pool).measure();
      }
    }
  }

  private String measure() throws Exception {
    engine.execute(fiveSteps(), Map.of("count", 7)).orThrow();
    long begin = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      Rows.fill(connection, RUNS);
    }
    System.err.printf("filled in %d s%n", (System.nanoTime() - begin) / 1_000_000_000);
    byId();
    ExecutionQuery all = ExecutionQuery.all().limit(PAGE);
    for (int depth : new int[] {0, 1_000, 100_000, 500_000, RUNS - PAGE - 1}) {
      page("of all", all, depth, "");
    }
    for (int depth : new int[] {0, RUNS / Rows.CALLERS - PAGE - 1}) {
      page("of a caller's", all.caller("caller-7"), depth, " WHERE caller = 'caller-7'");
    }
    for (int depth : new int[] {0, 500_000}) {
      page("of all that succeeded", all.status(ExecutionStatus.SUCCESS), depth, "");
    }
    return out.toString();
  }

  private static Workflow fiveSteps() {
    Workflow.Builder workflow = Workflow.builder("Five steps");
    for (int i = 1; i <= STEPS; i++) {
      String before = i == 1 ? "inputs" : "steps." + (i - 1) + ".result";
      workflow.step(Step.of("noop").input("count", "{{" + before + ".count}}"));
    }
    return workflow.build();
  }

  private void byId() throws Exception {
    List<String> ids;
    try (Connection connection = pool.getConnection()) {
      ids =
          Rows.texts(
              connection, "SELECT id FROM sluice_executions ORDER BY md5(seq::text) LIMIT 20000");
    }
    row(
        "a run by its id, with its steps",
        () -> {
          Execution found =
              engine.admin().findExecution(ids.get(random.nextInt(ids.size()))).orElseThrow();
          return found.stepResults().size() == STEPS;
        });
  }

  private void page(String what, ExecutionQuery query, int depth, String where) throws Exception {
    ExecutionQuery from = depth == 0 ? query : after(query, end(depth, where));
    row(
        SizeAndStart.format("a page of %d %s, after %,d others", PAGE, what, depth),
        () -> {
          List<Execution> found = engine.admin().list(from);
          return found.size() == PAGE && found.get(PAGE - 1).stepResults().size() == STEPS;
        });
  }

  private static ExecutionQuery after(ExecutionQuery query, Execution end) {
    return query.after(end.createdAt(), end.id());
  }

  /** The last run of the pages before, as someone has it who read them. */
  private Execution end(int depth, String where) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      String id =
          Rows.texts(
                  connection,
                  "SELECT id FROM sluice_executions"
                      + where
                      + " ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET "
                      + (depth - 1))
              .get(0);
      return engine.admin().findExecution(id).orElseThrow();
    }
  }

  private void row(String what, Callable<Boolean> reading) throws Exception {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < 2 * ONCE; i++) {
      long begin = System.nanoTime();
      if (!reading.call()) {
        throw new IOException(what + " wasn't whole");
      }
      if (i >= ONCE) { // the first ones aren't compiled, and their pages not in memory
        nanos.add(System.nanoTime() - begin);
      }
    }
    Collections.sort(nanos);
    out.append(
        SizeAndStart.format(
            "| %s | %.2f | %.2f |\n",
            what, nanos.get(ONCE / 2) / 1e6, nanos.get(ONCE * 99 / 100) / 1e6));
  }
}
