package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.ToolResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Kill -9 of callers in the middle of their runs; another process finishes them. */
class PostgresCrashTest {
  private static final int KILLS = 10;

  @Test
  void another_process_finishes_each_run_and_repeats_at_most_the_call_that_was_under_way()
      throws Exception {
    String schema = Postgres.schema();
    Postgres.execute("CREATE SCHEMA " + schema);
    String url;
    try (Connection connection = Postgres.source().getConnection()) {
      url = connection.getMetaData().getURL() + "&user=postgres&currentSchema=" + schema;
    }
    url = url.contains("?") ? url : url.replaceFirst("&", "?");
    JdbcStore store = JdbcStore.create(Victim.source(url));
    Map<String, Integer> effects = new ConcurrentHashMap<>();
    Set<String> orphaned = ConcurrentHashMap.newKeySet();
    Semaphore arrived = new Semaphore(0);
    HttpServer witness =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    witness.setExecutor(threads);
    witness.createContext(
        "/",
        exchange -> {
          String key = exchange.getRequestURI().getQuery();
          effects.merge(key, 1, Integer::sum);
          if (!orphaned.contains(key.substring(0, 36))) {
            arrived.release(); // not one that the worker makes
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    witness.start();
    String address = "http://127.0.0.1:" + witness.getAddress().getPort() + "/";
    Random random = new Random(1);
    try (VictimProcess worker = new VictimProcess("work", url, address)) {
      assertThat(worker.line()).isEqualTo("working");
      for (int kill = 0; kill < KILLS; kill++) {
        effects.keySet().forEach(key -> orphaned.add(key.substring(0, 36)));
        arrived.drainPermits();
        try (VictimProcess caller = new VictimProcess("execute", url, address)) {
          int step = 1 + random.nextInt(Victim.STEPS);
          assertThat(arrived.tryAcquire(step, 60, TimeUnit.SECONDS)).isTrue();
          caller.kill();
        }
      }
      try (WorkflowEngine engine = Victim.engine(store, call -> ToolResult.of(null))) {
        ExecutionQuery all = ExecutionQuery.all().limit(100);
        List<Execution> runs = engine.list(all);
        assertThat(runs).hasSize(KILLS);
        for (Execution run : runs) {
          Execution ended = engine.await(run.id(), Duration.ofSeconds(60));
          assertThat(ended.status()).as(ended.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
          int calls = 0;
          for (int i = 1; i <= Victim.STEPS; i++) {
            Integer seen = effects.get(run.id() + ":" + i);
            assertThat(seen).as("effect %s of %s", i, run.id()).isNotNull();
            calls += seen;
          }
          assertThat(calls).isBetween(Victim.STEPS, Victim.STEPS + 1);
        }
      }
      assertThat(worker.isAlive()).isTrue();
    } finally {
      witness.stop(0);
      threads.shutdownNow();
    }
  }
}
