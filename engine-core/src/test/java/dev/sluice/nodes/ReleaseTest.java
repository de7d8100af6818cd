package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.SharedStores;
import dev.sluice.store.Store;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Runs that an engine gives back before their end, with real threads and a lease of an hour. */
class ReleaseTest {
  private static final Workflow TWO =
      Workflow.fromJson(
          "{\"name\":\"w\",\"steps\":[{\"step_number\":1,\"tool_id\":\"act\"},{\"step_number\":2,\"tool_id\":\"act\"}]}");

  private final Store store = SharedStores.create(() -> System.nanoTime() / 1_000);
  private final CountDownLatch inTool = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);

  private WorkflowEngine engine(ToolInvoker act) {
    return WorkflowEngine.builder()
        .store(store)
        .lease(Duration.ofHours(1))
        .pollInterval(Duration.ofMillis(20))
        .closePatience(Duration.ofMillis(50))
        .tools(Tools.builder().tool("act", act).build())
        .build();
  }

  private ToolResult hang() throws InterruptedException {
    inTool.countDown();
    never.await();
    return ToolResult.of("never");
  }

  private Execution finishElsewhere(String id) {
    try (WorkflowEngine other = engine(call -> ToolResult.of("other"))) {
      other.start();
      return other.await(id, Duration.ofSeconds(20));
    }
  }

  @Test
  void an_interrupt_of_the_host_releases_the_run_for_another_engine() throws Exception {
    try (WorkflowEngine engine = engine(call -> hang())) {
      AtomicBoolean interrupted = new AtomicBoolean();
      FutureTask<Execution> task =
          new FutureTask<>(
              () -> {
                Execution record = engine.execute(TWO, Map.of());
                interrupted.set(Thread.currentThread().isInterrupted());
                return record;
              });
      Thread host = new Thread(task);
      host.start();
      inTool.await();
      host.interrupt();
      Execution released = task.get();
      assertThat(released.status()).isEqualTo(ExecutionStatus.RUNNING);
      assertThat(interrupted).as("the host finds its interrupt").isTrue();
      Execution done = finishElsewhere(released.id());
      assertThat(done.status()).isEqualTo(ExecutionStatus.SUCCESS);
      assertThat(done.result(1).asText()).isEqualTo("other");
    }
  }

  @Test
  void closing_an_engine_releases_its_runs_for_another_engine() throws Exception {
    WorkflowEngine engine = engine(call -> hang());
    engine.start();
    String id = engine.submit(TWO, Map.of()).id();
    inTool.await();
    engine.close();
    Execution done = finishElsewhere(id);
    assertThat(done.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(done.result(1).asText()).isEqualTo("other");
  }

  @Test
  void closing_an_engine_lets_a_tool_end_and_keeps_its_result() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .store(store)
            .lease(Duration.ofHours(1))
            .closePatience(Duration.ofSeconds(20))
            .tools(
                Tools.builder()
                    .tool(
                        "act",
                        call -> {
                          inTool.countDown();
                          closing.await();
                          return ToolResult.of("first");
                        })
                    .build())
            .build();
    engine.start();
    String id = engine.submit(TWO, Map.of()).id();
    inTool.await();
    Thread closer = new Thread(engine::close);
    closer.start();
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    closing.countDown();
    closer.join();
    Execution done = finishElsewhere(id);
    assertThat(done.result(1).asText()).isEqualTo("first");
    assertThat(done.result(2).asText()).isEqualTo("other");
  }
}
