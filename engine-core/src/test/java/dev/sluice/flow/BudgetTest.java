package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private final Flow flow = new Flow();
  private static final Workflow SLEEP =
      Flow.steps("{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':1000}}");

  @Test
  void one_tool_call_too_many_fails_the_run_and_compensates() {
    Execution execution =
        flow.run(
            Flow.steps(
                "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'echo'}},"
                    + "{'step_number':2,'tool_id':'echo','on_error':'continue'},"
                    + "{'step_number':3,'tool_id':'echo','on_error':'continue'}"),
            Map.of(),
            ExecuteOptions.defaults().withMaxToolCalls(2));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("budget_exceeded");
    assertThat(execution.error()).isEqualTo("The budget of 2 tool calls is used up.");
    assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 success");
    assertThat(execution.compensationResults()).hasSize(1);
    assertThat(flow.log).containsExactly("echo 1 {}", "echo 2 {}", "echo 1:compensate {}");
  }

  @Test
  void in_parallel_mode_running_steps_end_when_the_budget_is_used_up() {
    Execution execution =
        flow.submit(
            Flow.parallel(
                "{'step_number':1,'tool_id':'slow','input_mapping':{'ms':100},'compensate':{'tool_id':'echo'}},"
                    + "{'step_number':2,'tool_id':'echo'},"
                    + "{'step_number':3,'tool_id':'echo','after':[2]}"),
            Map.of(),
            ExecuteOptions.defaults().withMaxToolCalls(2));
    assertThat(execution.errorCode()).isEqualTo("budget_exceeded");
    assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 success");
    assertThat(execution.executionTimeMs()).isEqualTo(100);
    assertThat(flow.log)
        .containsExactly("slow 1 {\"ms\":100}", "echo 2 {}", "echo 1:compensate {}");
  }

  @Test
  void a_cancellation_after_the_budget_is_used_up_interrupts_what_still_runs() {
    Execution pending =
        flow.engine()
            .submit(
                Flow.parallel(
                    "{'step_number':1,'tool_id':'slow','input_mapping':{'ms':9000}},"
                        + "{'step_number':2,'tool_id':'echo'}"),
                Map.of(),
                ExecuteOptions.defaults().withMaxToolCalls(1));
    flow.simulation.after(() -> flow.engine().cancel(pending.id()), 50_000_000);
    flow.simulation.runUntilIdle();
    Execution execution = flow.found(pending.id());
    assertThat(execution.errorCode()).isEqualTo("budget_exceeded");
    assertThat(execution.executionTimeMs()).isEqualTo(50);
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("cancelled");
  }

  @Test
  void exactly_as_many_calls_as_admitted_succeed() {
    Execution execution =
        flow.run(
            Flow.steps("{'step_number':1,'tool_id':'echo'},{'step_number':2,'tool_id':'echo'}"),
            Map.of(),
            ExecuteOptions.defaults().withMaxToolCalls(2));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void retries_and_items_count_as_calls() {
    ExecuteOptions three = ExecuteOptions.defaults().withMaxToolCalls(3);
    Execution retried =
        flow.run(
            Flow.steps(
                "{'step_number':1,'tool_id':'boom','retry':{'max_attempts':9,'initial_delay_ms':1}}"),
            Map.of(),
            three);
    assertThat(retried.errorCode()).isEqualTo("budget_exceeded");
    assertThat(retried.stepResults().get(0).attempts()).isEqualTo(3);
    flow.log.clear();
    Execution looped =
        flow.run(
            Flow.steps("{'step_number':1,'tool_id':'echo','for_each':[1,2,3,4,5]}"),
            Map.of(),
            three);
    assertThat(looped.errorCode()).isEqualTo("budget_exceeded");
    assertThat(flow.log).hasSize(3);
  }

  @Test
  void the_engines_budget_holds_where_the_options_do_not_say() {
    flow.with(builder -> builder.maxToolCalls(1).maxDuration(Duration.ofMillis(500)));
    String two = "{'step_number':1,'tool_id':'echo'},{'step_number':2,'tool_id':'echo'}";
    assertThat(flow.run(two).errorCode()).isEqualTo("budget_exceeded");
    assertThat(
            flow.run(Flow.steps(two), Map.of(), ExecuteOptions.defaults().withMaxToolCalls(2))
                .status())
        .isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(flow.run(SLEEP, Map.of()).errorCode()).isEqualTo("deadline_exceeded");
    assertThat(
            flow.run(
                    SLEEP,
                    Map.of(),
                    ExecuteOptions.defaults().withMaxDuration(Duration.ofMillis(2000)))
                .status())
        .isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void the_wall_time_counts_from_when_the_run_is_asked_for_or_may_start() {
    ExecuteOptions later =
        ExecuteOptions.defaults().startAt(flow.simulation.instant().plusMillis(900));
    assertThat(
            flow.submit(SLEEP, Map.of(), later.withMaxDuration(Duration.ofMillis(1001))).status())
        .isEqualTo(ExecutionStatus.SUCCESS);
    later = later.startAt(flow.simulation.instant().plusMillis(900));
    Execution execution =
        flow.submit(SLEEP, Map.of(), later.withMaxDuration(Duration.ofMillis(600)));
    assertThat(execution.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(execution.executionTimeMs()).isEqualTo(600);
  }

  @Test
  void one_run_too_many_is_recorded_as_failed() {
    flow.with(builder -> builder.maxRunsPerCaller(2));
    var alice = flow.engine().as("alice");
    alice.submit(SLEEP, Map.of());
    alice.submit(SLEEP, Map.of());
    Execution third = alice.submit(SLEEP, Map.of());
    assertThat(third.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(third.errorCode()).isEqualTo("too_many_runs");
    assertThat(third.stepResults()).isEmpty();
    assertThat(third.startedAt()).isNull();
    assertThat(alice.findExecution(third.id())).contains(third);
    assertThat(alice.execute(SLEEP, Map.of()).errorCode()).isEqualTo("too_many_runs");
    assertThat(flow.engine().as("bob").execute(SLEEP, Map.of()).status())
        .isEqualTo(ExecutionStatus.SUCCESS);
    flow.simulation.runUntilIdle();
    assertThat(alice.execute(SLEEP, Map.of()).status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void a_repeated_start_with_the_same_key_is_not_one_too_many() {
    flow.with(builder -> builder.maxRunsPerCaller(1));
    ExecuteOptions key = ExecuteOptions.defaults().withIdempotencyKey("k");
    Execution first = flow.engine().submit(SLEEP, Map.of(), key);
    assertThat(flow.engine().submit(SLEEP, Map.of(), key).id()).isEqualTo(first.id());
  }

  @Test
  void children_do_not_count_as_runs_of_the_caller() {
    flow.with(builder -> builder.maxRunsPerCaller(1));
    flow.engine()
        .register(
            Flow.workflow(
                "{'id':'child','name':'c','steps':[{'step_number':1,'tool_id':'echo'}]}"));
    assertThat(flow.run("{'step_number':1,'tool_id':'workflow:child'}").status())
        .isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void threads_that_start_at_the_same_time_do_not_exceed_the_bound() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicReference<CountDownLatch> release = new AtomicReference<>();
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .maxRunsPerCaller(2)
            .tools(
                Tools.builder()
                    .tool(
                        "hold",
                        call -> {
                          release.get().await();
                          return ToolResult.of(null);
                        })
                    .build())
            .build();
    try (engine) {
      Workflow hold = Flow.steps("{'step_number':1,'tool_id':'hold'}");
      for (int round = 0; round < 300; round++) {
        CyclicBarrier barrier = new CyclicBarrier(threads);
        CountDownLatch refused = new CountDownLatch(threads - 2);
        release.set(new CountDownLatch(1));
        List<Future<Execution>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          futures.add(
              pool.submit(
                  () -> {
                    barrier.await(60, TimeUnit.SECONDS);
                    Execution execution = engine.execute(hold);
                    if ("too_many_runs".equals(execution.errorCode())) {
                      refused.countDown();
                    }
                    return execution;
                  }));
        }
        boolean bounded = refused.await(60, TimeUnit.SECONDS);
        release.get().countDown();
        assertThat(bounded).as("all but two were refused in round " + round).isTrue();
        for (Future<Execution> future : futures) {
          future.get(60, TimeUnit.SECONDS);
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void a_run_that_was_one_too_many_does_not_take_its_key() {
    flow.with(builder -> builder.maxRunsPerCaller(1));
    ExecuteOptions key = ExecuteOptions.defaults().withIdempotencyKey("k");
    flow.engine().submit(SLEEP, Map.of());
    Execution refused = flow.engine().submit(SLEEP, Map.of("a", 1), key);
    assertThat(refused.errorCode()).isEqualTo("too_many_runs");
    assertThat(flow.found(refused.id())).isEqualTo(refused);
    flow.simulation.runUntilIdle();
    Execution started = flow.run(SLEEP, Map.of("a", 2), key);
    assertThat(started.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(flow.engine().execute(SLEEP, Map.of("a", 2), key)).isEqualTo(started);
  }

  @Test
  void runs_that_are_not_due_yet_do_not_count() {
    flow.with(builder -> builder.maxRunsPerCaller(1));
    ExecuteOptions later =
        ExecuteOptions.defaults().startAt(flow.simulation.instant().plusSeconds(60));
    flow.engine().submit(SLEEP, Map.of(), later);
    flow.engine().submit(SLEEP, Map.of());
    Execution planned = flow.engine().submit(SLEEP, Map.of(), later);
    assertThat(planned.status()).isEqualTo(ExecutionStatus.PENDING);
    assertThat(flow.engine().submit(SLEEP, Map.of()).errorCode()).isEqualTo("too_many_runs");
    flow.simulation.advanceMs(60_000);
    assertThat(flow.engine().submit(SLEEP, Map.of()).errorCode()).isEqualTo("too_many_runs");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(planned.id()).status()).isEqualTo(ExecutionStatus.SUCCESS);
  }
}
