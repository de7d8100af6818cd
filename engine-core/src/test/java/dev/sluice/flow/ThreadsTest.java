package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepResult;
import dev.sluice.host.ContextPropagator;
import dev.sluice.host.Host;
import dev.sluice.testkit.LogCapture;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolLimits;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real threads: where tools run, and what threads could do to each other. */
@Timeout(60)
class ThreadsTest {
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

  @Test
  void plain_steps_run_on_the_callers_thread_and_timed_parallel_and_submitted_ones_do_not() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    WorkflowEngine engine =
        engine(
            Host.system(),
            call -> {
              threads.add(Thread.currentThread());
              return ToolResult.of(null);
            });
    Thread mine = Thread.currentThread();
    engine.execute(STEP);
    assertThat(threads).containsExactly(mine);
    threads.clear();
    engine.execute(TIMED);
    engine.execute(STEP, Map.of(), ExecuteOptions.defaults().withMaxDuration(Duration.ofHours(1)));
    engine.execute(Flow.parallel("{'step_number':1,'tool_id':'tool'}"));
    engine.execute(
        Flow.steps("{'step_number':1,'tool_id':'tool','for_each':[1,2],'max_concurrency':2}"));
    ended(engine, engine.submit(STEP, Map.of()));
    assertThat(threads).hasSize(6).doesNotContain(mine);
  }

  @Test
  void tools_run_on_virtual_threads_where_the_jvm_has_them() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    WorkflowEngine engine =
        engine(
            Host.system(),
            call -> {
              thread.complete(Thread.currentThread());
              return ToolResult.of(null);
            });
    engine.execute(TIMED);
    if (Runtime.version().feature() >= 21) {
      assertThat((boolean) Thread.class.getMethod("isVirtual").invoke(thread.get())).isTrue();
    } else {
      assertThat(thread.get().getName()).startsWith("sluice-tool-");
      assertThat(thread.get().isDaemon()).isTrue();
    }
  }

  @Test
  void an_injected_executor_is_used_and_not_closed() {
    AtomicInteger tasks = new AtomicInteger();
    ExecutorService mine =
        Executors.newCachedThreadPool(task -> new Thread(task, "host-" + tasks.incrementAndGet()));
    try {
      List<String> names = new CopyOnWriteArrayList<>();
      WorkflowEngine engine =
          engine(
              Host.builder().toolExecutor(mine).build(),
              call -> {
                names.add(Thread.currentThread().getName());
                return ToolResult.of(null);
              });
      engine.execute(TIMED);
      ended(engine, engine.submit(STEP, Map.of()));
      engine.close();
      assertThat(names).hasSize(2).allMatch(name -> name.startsWith("host-"));
      assertThat(mine.isShutdown()).isFalse();
    } finally {
      mine.shutdownNow();
    }
  }

  @Test
  void an_executor_that_refuses_tasks_now_and_then_does_not_stall_a_run() {
    ExecutorService mine = Executors.newFixedThreadPool(2);
    AtomicInteger tasks = new AtomicInteger();
    Executor moody =
        task -> {
          if (tasks.incrementAndGet() % 3 == 0) {
            throw new RejectedExecutionException("full");
          }
          mine.execute(task);
        };
    try {
      WorkflowEngine engine =
          engine(Host.builder().toolExecutor(moody).build(), call -> ToolResult.of(null));
      Workflow retried =
          Flow.steps(
              "{'step_number':1,'tool_id':'tool','on_error':'continue'},"
                  + "{'step_number':2,'tool_id':'tool','on_error':'continue'},"
                  + "{'step_number':3,'tool_id':'tool','on_error':'continue'}");
      for (int round = 0; round < 50; round++) {
        Execution execution = ended(engine, engine.submit(retried, Map.of()));
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(execution.stepResults()).hasSize(3);
      }
    } finally {
      mine.shutdownNow();
    }
  }

  @Test
  void timers_that_fire_early_do_not_stall_a_run() {
    ExecutorService mine = Executors.newCachedThreadPool();
    try {
      // They fire at once, whatever they are asked for.
      WorkflowEngine engine =
          engine(
              Host.builder()
                  .timers(
                      (task, nanos) -> {
                        mine.execute(task);
                        return () -> {};
                      })
                  .build(),
              call -> ToolResult.after("later", Duration.ofMillis(20)));
      assertThat(ended(engine, engine.submit(STEP, Map.of())).result(1).textValue())
          .isEqualTo("later");
    } finally {
      mine.shutdownNow();
    }
  }

  @Test
  void a_host_that_interrupts_the_executing_thread_fails_the_run_and_finds_the_flag_set() {
    WorkflowEngine engine = engine(Host.system(), call -> ToolResult.pending());
    Thread.currentThread().interrupt();
    Execution execution = engine.execute(STEP);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(execution.errorCode()).isEqualTo("interrupted");
    WorkflowEngine blocking =
        engine(
            Host.system(),
            call -> {
              never.await();
              return ToolResult.of(null);
            });
    Thread.currentThread().interrupt();
    Execution blocked = blocking.execute(STEP);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(blocked.stepResults().get(0).errorCode()).isEqualTo("interrupted");
  }

  @Test
  void the_hosts_context_is_carried_to_every_other_thread_and_cleared_there() {
    ThreadLocal<String> user = new ThreadLocal<>();
    ContextPropagator propagator =
        () -> {
          String captured = user.get();
          return task ->
              () -> {
                String before = user.get();
                user.set(captured);
                try {
                  task.run();
                } finally {
                  user.set(before);
                }
              };
        };
    List<String> seen = new CopyOnWriteArrayList<>();
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      WorkflowEngine engine =
          engine(
              Host.builder().toolExecutor(one).context(propagator).build(),
              call -> {
                seen.add(String.valueOf(user.get()));
                return ToolResult.of(null);
              });
      user.set("alice");
      engine.execute(TIMED);
      ended(engine, engine.submit(STEP, Map.of()));
      user.set("bob");
      engine.execute(TIMED);
      user.remove();
      engine.execute(TIMED);
      assertThat(seen).containsExactly("alice", "alice", "bob", "null");
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void a_propagator_that_fails_fails_the_call_and_not_the_engine() {
    AtomicInteger wraps = new AtomicInteger();
    WorkflowEngine engine =
        engine(
            Host.builder()
                .context(
                    () ->
                        task -> {
                          if (wraps.incrementAndGet() % 2 == 0) {
                            throw new IllegalStateException("no context");
                          }
                          return () -> {
                            if (wraps.get() % 3 == 0) {
                              throw new IllegalStateException("no context here");
                            }
                            task.run();
                          };
                        })
                .build(),
            call -> ToolResult.of(null));
    try (LogCapture log = LogCapture.of("dev.sluice.engine")) {
      for (int round = 0; round < 20; round++) {
        ended(engine, engine.submit(TIMED, Map.of()));
        ended(engine, engine.execute(TIMED));
      }
      assertThat(log.causes()).hasOnlyElementsOfType(IllegalStateException.class);
    }
  }

  @Test
  void an_executor_with_one_thread_does_not_hold_up_timeouts_and_cancellations() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    BlockingQueue<String> entered = new LinkedBlockingQueue<>();
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .host(Host.builder().toolExecutor(one).build())
            .closePatience(Duration.ofMillis(1))
            .cancelGrace(Duration.ofSeconds(30))
            .toolLimits(ToolLimits.none().concurrency(2))
            .tools(
                Tools.builder()
                    .tool(
                        "tool",
                        call -> {
                          entered.add(call.executionId());
                          never.await();
                          return ToolResult.of(null);
                        })
                    .build())
            .build();
    engines.add(engine);
    try {
      Workflow brief = Flow.steps("{'step_number':1,'tool_id':'tool','timeout_ms':50}");
      assertThat(ended(engine, engine.submit(brief, Map.of())).errorCode()).isEqualTo("timeout");
      entered.take();
      Execution running = engine.submit(STEP, Map.of());
      assertThat(entered.take()).isEqualTo(running.id());
      Execution waiting = engine.submit(brief, Map.of());
      assertThat(ended(engine, waiting).errorCode()).isEqualTo("timeout");
      waiting = engine.submit(STEP, Map.of());
      engine.cancel(waiting.id());
      assertThat(ended(engine, waiting).status()).isEqualTo(ExecutionStatus.CANCELLED);
      engine.cancel(running.id());
      assertThat(ended(engine, running).status()).isEqualTo(ExecutionStatus.CANCELLED);
      Execution last = engine.submit(STEP, Map.of());
      assertThat(entered.take()).as("no tool of those that waited was called").isEqualTo(last.id());
    } finally {
      one.shutdownNow();
    }
  }

  private static Executor halfBroken() {
    AtomicInteger tasks = new AtomicInteger();
    return task -> {
      if (tasks.incrementAndGet() % 2 == 1) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      new Thread(task).start();
    };
  }

  @Test
  void an_executor_that_can_make_no_thread_fails_the_attempt_and_nothing_else() {
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .host(Host.builder().toolExecutor(halfBroken()).engineExecutor(halfBroken()).build())
            .toolLimits(ToolLimits.none().concurrency(1))
            .tools(Tools.builder().tool("tool", call -> ToolResult.of(null)).build())
            .build();
    engines.add(engine);
    Workflow retried =
        Flow.steps(
            "{'step_number':1,'tool_id':'tool','retry':{'max_attempts':9,'initial_delay_ms':1}},"
                + "{'step_number':2,'tool_id':'tool','retry':{'max_attempts':9,'initial_delay_ms':1}}");
    for (int round = 0; round < 20; round++) {
      Execution execution = ended(engine, engine.submit(retried, Map.of()));
      assertThat(execution.status()).as(execution.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
    }
    Host host =
        Host.builder()
            .toolExecutor(
                task -> {
                  throw new OutOfMemoryError("unable to create native thread");
                })
            .build();
    StepResult step = engine(host, call -> ToolResult.of(null)).execute(TIMED).stepResults().get(0);
    assertThat(step.error())
        .isEqualTo("The tool executor could not take the call: unable to create native thread");
  }

  @Test
  void a_wide_loop_makes_at_most_256_threads_where_threads_are_dear() throws Exception {
    CountDownLatch begun = new CountDownLatch(600);
    CountDownLatch release = new CountDownLatch(1);
    WorkflowEngine engine =
        engine(
            Host.system(),
            call -> {
              release.await();
              return ToolResult.of(null);
            },
            new ExecutionListener() {
              @Override
              public void stepStarted(StepEvent event) {
                begun.countDown();
              }
            });
    Execution execution =
        engine.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'tool','for_each':'{{inputs.xs}}','max_concurrency':600}"),
            Map.of("xs", Collections.nCopies(600, 1)));
    begun.await();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("sluice-tool-"))
        .hasSizeLessThanOrEqualTo(256);
    release.countDown();
    assertThat(ended(engine, execution).status()).isEqualTo(ExecutionStatus.SUCCESS);
  }
}
