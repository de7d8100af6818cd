package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.host.Host;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What threads could do to each other, tried many times over. */
@Timeout(60)
class RacesTest {
  private static final Workflow STEP = Flow.steps("{'step_number':1,'tool_id':'tool'}");
  private static final Workflow TIMED =
      Flow.steps("{'step_number':1,'tool_id':'tool','timeout_ms':60000}");

  private final List<WorkflowEngine> engines = new ArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);

  private WorkflowEngine engine(Host host, ToolInvoker tool, ExecutionListener... listeners) {
    WorkflowEngine.Builder builder =
        WorkflowEngine.builder()
            .host(host)
            .closePatience(Duration.ofMillis(1))
            .tools(Tools.builder().tool("tool", tool).build());
    for (ExecutionListener listener : listeners) {
      builder.listener(listener);
    }
    WorkflowEngine engine = builder.build();
    engines.add(engine);
    return engine;
  }

  @AfterEach
  void close() {
    engines.forEach(WorkflowEngine::close);
    Thread.interrupted();
  }

  private static Execution ended(WorkflowEngine engine, Execution execution) {
    Execution record = engine.await(execution.id(), Duration.ofSeconds(20));
    assertThat(record.status().isEnded()).as(record.toJson()).isTrue();
    return record;
  }

  /** One thread that, unlike a pool's, doesn't clear its flag between tasks. */
  private static final class BareThread implements Executor {
    final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    final AtomicInteger leaks = new AtomicInteger();
    final Thread thread = new Thread(this::work, "bare");
    volatile boolean over;

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    private void work() {
      while (!over) {
        try {
          tasks.take().run();
        } catch (InterruptedException e) {
          leaks.incrementAndGet();
        }
      }
    }
  }

  @Test
  void an_interruption_by_the_engine_never_leaks_out_of_the_call() throws Exception {
    BareThread bare = new BareThread();
    bare.thread.start();
    WorkflowEngine engine =
        engine(
            Host.builder().toolExecutor(bare).build(),
            call -> {
              if (call.stepNumber() == 1) {
                // Ends about when it is interrupted: before, then or after.
                long until = System.nanoTime() + 1_000_000L;
                while (System.nanoTime() < until) {
                  Thread.onSpinWait();
                }
              } else if (Thread.currentThread().isInterrupted()) {
                bare.leaks.incrementAndGet();
              }
              return ToolResult.of(null);
            });
    Workflow both =
        Flow.steps(
            "{'step_number':1,'tool_id':'tool','timeout_ms':1,'on_error':'continue'},"
                + "{'step_number':2,'tool_id':'tool','timeout_ms':60000}");
    for (int round = 0; round < 300; round++) {
      Execution execution = engine.execute(both);
      assertThat(execution.status()).as(execution.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
    }
    assertThat(bare.leaks).hasValue(0);
    bare.over = true;
    bare.execute(() -> {});
    bare.thread.join();
  }

  @Test
  void a_cancellation_at_any_moment_reaches_the_tool_wherever_it_runs() throws Exception {
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    WorkflowEngine engine =
        engine(
            Host.system(),
            call -> {
              never.await();
              return ToolResult.of(null);
            },
            new ExecutionListener() {
              @Override
              public void started(Execution execution) {
                started.add(execution.id());
              }
            });
    ExecutorService pool = Executors.newFixedThreadPool(1);
    try {
      for (int round = 0; round < 600; round++) {
        boolean inline = round % 3 > 0;
        var executed =
            pool.submit(
                () ->
                    inline ? engine.execute(STEP) : ended(engine, engine.submit(TIMED, Map.of())));
        String id = started.poll(20, TimeUnit.SECONDS);
        for (int spin = round % 50; spin > 0; spin--) {
          Thread.onSpinWait();
        }
        engine.cancel(id);
        Execution execution = executed.get(20, TimeUnit.SECONDS);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void a_completion_is_never_lost_between_the_callers_thread_and_the_engines() throws Exception {
    BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    WorkflowEngine engine =
        engine(
            Host.system(),
            call -> {
              tokens.add(call.completionToken());
              return ToolResult.pending();
            });
    Thread completer =
        new Thread(
            () -> {
              try {
                for (int i = 0; ; i++) {
                  String token = tokens.take();
                  for (int spin = i % 200; spin > 0; spin--) {
                    Thread.onSpinWait();
                  }
                  engine.complete(token, i);
                }
              } catch (InterruptedException e) {
                // The test is over.
              }
            });
    completer.start();
    try {
      Workflow two =
          Flow.steps("{'step_number':1,'tool_id':'tool'},{'step_number':2,'tool_id':'tool'}");
      for (int round = 0; round < 500; round++) {
        ExecuteOptions options =
            ExecuteOptions.defaults().waitAtMost(Duration.ofNanos(round % 7 * 10_000L));
        Execution execution = engine.execute(two, Map.of(), options);
        assertThat(ended(engine, execution).status()).isEqualTo(ExecutionStatus.SUCCESS);
      }
    } finally {
      completer.interrupt();
      completer.join();
    }
  }
}
