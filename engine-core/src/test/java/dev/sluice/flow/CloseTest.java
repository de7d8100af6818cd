package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.WorkflowEngine;
import dev.sluice.error.EngineClosedException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real threads: a simulation has none to leak. */
@Timeout(120)
class CloseTest {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> undone = new CopyOnWriteArrayList<>();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  private final Tools tools =
      Tools.builder()
          .tool("echo", call -> ToolResult.of(call.arguments()))
          .tool("pending", call -> ToolResult.pending())
          .tool(
              "hold",
              call -> {
                entered.countDown();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  interrupted.set(true);
                  throw e;
                }
                return ToolResult.of("released");
              })
          .tool(
              "boom",
              call -> {
                throw new IllegalStateException("broken");
              })
          .tool(
              "undo",
              call -> {
                undone.add(call.idempotencyKey().substring(37));
                return ToolResult.of(null);
              })
          .tool(
              "stubborn",
              call -> {
                entered.countDown();
                while (true) {
                  try {
                    release.await();
                    return ToolResult.of("late");
                  } catch (InterruptedException e) {
                    // It doesn't heed it.
                  }
                }
              })
          .build();

  private WorkflowEngine engine(Duration patience) {
    return engine(patience, Duration.ofSeconds(20));
  }

  /** The grace is waited for where something doesn't end though it was interrupted. */
  private WorkflowEngine engine(Duration patience, Duration grace) {
    return WorkflowEngine.builder()
        .tools(tools)
        .tools(new SleepTool())
        .closePatience(patience)
        .cancelGrace(grace)
        .build();
  }

  private static final Workflow HOLD =
      Flow.steps("{'step_number':1,'tool_id':'hold'},{'step_number':2,'tool_id':'echo'}");

  @AfterEach
  void release() {
    release.countDown();
  }

  private static void failedByClosing(Execution execution) {
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("engine_closed");
    assertThat(execution.error()).isEqualTo("The engine was closed.");
  }

  @Test
  void a_running_tool_may_end_within_the_patience_and_nothing_starts_after_it() throws Exception {
    WorkflowEngine engine = engine(Duration.ofSeconds(20));
    Execution pending = engine.submit(HOLD, Map.of());
    entered.await();
    CompletableFuture<Void> closing = closing(engine);
    release.countDown();
    closing.get(60, TimeUnit.SECONDS);
    Execution execution = engine.findExecution(pending.id()).orElseThrow();
    failedByClosing(execution);
    assertThat(Flow.statuses(execution)).isEqualTo("1 success");
  }

  /** Closes on a thread of its own. All runs have been told then, and are waited for. */
  private static CompletableFuture<Void> closing(WorkflowEngine engine) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                engine.close();
                closed.complete(null);
              } catch (RuntimeException | Error e) {
                closed.completeExceptionally(e);
              }
            });
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING && !closed.isDone()) {
      Thread.onSpinWait();
    }
    return closed;
  }

  @Test
  void after_the_patience_tools_are_interrupted() throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10));
    Execution pending = engine.submit(HOLD, Map.of());
    entered.await();
    engine.close();
    Execution execution = engine.findExecution(pending.id()).orElseThrow();
    failedByClosing(execution);
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("cancelled");
  }

  @Test
  void a_tool_on_the_executing_thread_is_interrupted_too_and_the_thread_stays_clean()
      throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10));
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    CompletableFuture<Execution> executed =
        CompletableFuture.supplyAsync(
            () -> {
              Execution execution = engine.execute(HOLD);
              flag.complete(Thread.currentThread().isInterrupted());
              return execution;
            });
    entered.await();
    engine.close();
    failedByClosing(executed.get(60, TimeUnit.SECONDS));
    assertThat(flag.get(60, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void a_tool_that_ignores_its_interruption_is_given_up_and_its_late_result_is_dropped()
      throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10), Duration.ofMillis(30));
    Execution pending =
        engine.submit(Flow.steps("{'step_number':1,'tool_id':'stubborn'}"), Map.of());
    entered.await();
    var stage = engine.whenEnded(pending.id()).toCompletableFuture();
    engine.close();
    Execution execution = stage.get(60, TimeUnit.SECONDS);
    failedByClosing(execution);
    release.countDown();
    assertThat(engine.findExecution(pending.id())).contains(execution);
  }

  @Test
  void an_executing_thread_whose_tool_ignores_it_comes_back_with_the_record_when_it_ends()
      throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10), Duration.ofMillis(30));
    CompletableFuture<Execution> executed =
        CompletableFuture.supplyAsync(
            () -> engine.execute(Flow.steps("{'step_number':1,'tool_id':'stubborn'}")));
    entered.await();
    String id = engine.list(ExecutionQuery.all()).get(0).id();
    var stage = engine.whenEnded(id).toCompletableFuture();
    engine.close();
    assertThatThrownBy(() -> stage.get(60, TimeUnit.SECONDS))
        .as("nobody knows when it ends")
        .hasCauseInstanceOf(EngineClosedException.class);
    release.countDown();
    failedByClosing(executed.get(60, TimeUnit.SECONDS));
  }

  @Test
  void what_waits_ends_at_once() {
    WorkflowEngine engine = engine(Duration.ofMinutes(10));
    Execution parked = engine.submit(Flow.steps("{'step_number':1,'tool_id':'pending'}"), Map.of());
    Execution later =
        engine.submit(
            Flow.steps("{'step_number':1,'tool_id':'echo'}"),
            Map.of(),
            dev.sluice.ExecuteOptions.defaults().startAt(java.time.Instant.now().plusSeconds(900)));
    engine.close();
    failedByClosing(engine.findExecution(parked.id()).orElseThrow());
    failedByClosing(engine.findExecution(later.id()).orElseThrow());
  }

  @Test
  void whoever_waits_for_a_run_that_can_not_end_any_more_is_told() throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10), Duration.ofMillis(30));
    Execution pending =
        engine.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'pending'}},"
                    + "{'step_number':2,'tool_id':'hold'}"),
            Map.of());
    entered.await();
    var stage = engine.whenEnded(pending.id()).toCompletableFuture();
    engine.close();
    assertThatThrownBy(() -> stage.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(EngineClosedException.class);
    assertThat(engine.findExecution(pending.id()).orElseThrow().status())
        .isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void after_the_patience_tools_are_interrupted_though_another_step_has_failed() throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10));
    Execution pending =
        engine.submit(
            Flow.parallel("{'step_number':1,'tool_id':'hold'},{'step_number':2,'tool_id':'boom'}"),
            Map.of());
    entered.await();
    while (engine.findExecution(pending.id()).orElseThrow().stepResults().isEmpty()) {
      Thread.onSpinWait();
    }
    engine.close();
    Execution execution = engine.findExecution(pending.id()).orElseThrow();
    assertThat(execution.error()).isEqualTo("Step 2 (boom) failed: broken");
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("cancelled");
    assertThat(execution.stepResults().get(0).error())
        .as("it was interrupted and not given up")
        .isEqualTo("InterruptedException");
  }

  private static Workflow undoneBy(String tool) {
    return Flow.steps(
        "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'undo'}},"
            + "{'step_number':2,'tool_id':'echo','compensate':{'tool_id':'"
            + tool
            + "'}},{'step_number':3,'tool_id':'boom'}");
  }

  private void staysAsItIs(WorkflowEngine engine) {
    Execution execution = engine.list(ExecutionQuery.all()).get(0);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(execution.compensationResults()).isEmpty();
    assertThat(undone).as("no further compensation").isEmpty();
  }

  @Test
  void after_the_patience_a_compensation_on_another_thread_is_interrupted_and_no_other_starts()
      throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10));
    Execution pending = engine.submit(undoneBy("hold"), Map.of());
    entered.await();
    var stage = engine.whenEnded(pending.id()).toCompletableFuture();
    engine.close();
    assertThat(interrupted).isTrue();
    assertThatThrownBy(() -> stage.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(EngineClosedException.class);
    staysAsItIs(engine);
  }

  @Test
  void after_the_patience_an_executing_thread_leaves_what_is_still_to_be_undone() throws Exception {
    for (String tool : List.of("hold", "pending")) {
      WorkflowEngine engine = engine(Duration.ofMillis(10));
      CompletableFuture<Execution> executed =
          CompletableFuture.supplyAsync(() -> engine.execute(undoneBy(tool)));
      while (tool.equals("pending")
          && (engine.list(ExecutionQuery.all()).isEmpty()
              || engine.waiting(engine.list(ExecutionQuery.all()).get(0).id()).isEmpty())) {
        Thread.onSpinWait();
      }
      entered.await();
      engine.close();
      assertThatThrownBy(() -> executed.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(EngineClosedException.class);
      staysAsItIs(engine);
    }
  }

  @Test
  void a_compensation_that_ignores_its_interruption_is_the_last_that_is_called() throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10));
    CompletableFuture<Execution> executed =
        CompletableFuture.supplyAsync(() -> engine.execute(undoneBy("stubborn")));
    entered.await();
    engine.close();
    release.countDown();
    assertThatThrownBy(() -> executed.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(EngineClosedException.class);
    assertThat(undone).isEmpty();
    Execution execution = engine.list(ExecutionQuery.all()).get(0);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void a_step_that_is_interrupted_by_the_closing_leaves_what_is_to_be_undone() throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10));
    Execution pending =
        engine.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'undo'}},"
                    + "{'step_number':2,'tool_id':'hold'}"),
            Map.of());
    entered.await();
    engine.close();
    assertThat(Flow.statuses(engine.findExecution(pending.id()).orElseThrow()))
        .isEqualTo("1 success, 2 failed");
    staysAsItIs(engine);
  }

  @Test
  void compensations_may_end_within_the_patience() throws Exception {
    WorkflowEngine engine = engine(Duration.ofSeconds(20));
    Execution pending = engine.submit(undoneBy("hold"), Map.of());
    entered.await();
    CompletableFuture<Void> closing = closing(engine);
    release.countDown();
    closing.get(10, TimeUnit.SECONDS);
    Execution execution = engine.findExecution(pending.id()).orElseThrow();
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.compensationResults()).hasSize(2);
    assertThat(undone).containsExactly("1:compensate");
  }

  @Test
  void a_closed_engine_starts_nothing_but_can_be_read_and_closed_again() {
    WorkflowEngine engine = engine(Duration.ofSeconds(20));
    Workflow echo = Flow.steps("{'step_number':1,'tool_id':'echo'}");
    Execution execution = engine.execute(echo);
    engine.close();
    engine.close();
    assertThatThrownBy(() -> engine.execute(echo)).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> engine.submit(echo, Map.of()))
        .isInstanceOf(EngineClosedException.class);
    assertThat(engine.findExecution(execution.id())).contains(execution);
    assertThat(engine.list(ExecutionQuery.all())).containsExactly(execution);
    engine.cancel(execution.id());
  }

  @Test
  void no_thread_is_left() throws Exception {
    WorkflowEngine engine = engine(Duration.ofMillis(10));
    engine.submit(HOLD, Map.of());
    engine.execute(
        Flow.parallel(
            "{'step_number':1,'tool_id':'echo'},{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':5}},"
                + "{'step_number':3,'tool_id':'echo','timeout_ms':5000}"),
        Map.of());
    entered.await();
    engine.close();
    noThreadIsLeft();
  }

  @Test
  void no_thread_is_left_even_if_the_closing_thread_is_interrupted() throws Exception {
    WorkflowEngine engine = engine(Duration.ofSeconds(20));
    engine.submit(HOLD, Map.of());
    entered.await();
    Thread.currentThread().interrupt();
    engine.close();
    assertThat(Thread.interrupted()).isTrue();
    noThreadIsLeft();
  }

  private void noThreadIsLeft() throws InterruptedException {
    Set<Thread> made = new HashSet<>(Thread.getAllStackTraces().keySet());
    made.removeAll(before);
    made.removeIf(thread -> !thread.getName().startsWith("sluice-"));
    for (Thread thread : made) {
      thread.join(60_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  @Test
  void an_unbounded_patience_is_admitted() {
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(tools)
            .closePatience(Duration.ofSeconds(Long.MAX_VALUE))
            .cancelGrace(Duration.ofSeconds(Long.MAX_VALUE))
            .build();
    Execution parked = engine.submit(Flow.steps("{'step_number':1,'tool_id':'pending'}"), Map.of());
    engine.close();
    failedByClosing(engine.findExecution(parked.id()).orElseThrow());
  }
}
