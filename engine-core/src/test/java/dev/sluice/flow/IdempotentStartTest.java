package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.Inputs;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.ConflictException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdempotentStartTest {
  private final Flow flow = new Flow();
  private final ExecuteOptions keyed = ExecuteOptions.defaults().withIdempotencyKey("k");
  private static final Workflow ECHO = Flow.steps("{'step_number':1,'tool_id':'echo'}");

  @Test
  void a_second_start_with_the_key_gives_the_same_execution() {
    Execution first = flow.run(ECHO, Map.of("a", 1), keyed);
    assertThat(flow.run(ECHO, Map.of("a", 1), keyed)).isEqualTo(first);
    assertThat(flow.engine().submit(ECHO, Map.of("a", 1), keyed)).isEqualTo(first);
    assertThat(flow.log).hasSize(1);
  }

  @Test
  void another_key_or_none_gives_another_execution() {
    flow.run(ECHO, Map.of(), keyed);
    flow.run(ECHO, Map.of(), ExecuteOptions.defaults().withIdempotencyKey("other"));
    flow.run(ECHO, Map.of());
    assertThat(flow.log).hasSize(3);
  }

  @Test
  void other_inputs_or_another_workflow_are_a_conflict() {
    flow.run(ECHO, Map.of("a", 1), keyed);
    assertThatThrownBy(() -> flow.run(ECHO, Map.of("a", 2), keyed))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> flow.engine().submit(ECHO, Map.of(), keyed))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(
            () -> flow.run(Flow.steps("{'step_number':2,'tool_id':'echo'}"), Map.of("a", 1), keyed))
        .isInstanceOf(ConflictException.class);
    assertThat(flow.log).hasSize(1);
  }

  @Test
  void the_key_belongs_to_the_caller() {
    Execution first = flow.engine().as("alice").execute(ECHO, Map.of("a", 1), keyed);
    Execution second = flow.engine().as("bob").execute(ECHO, Map.of("a", 2), keyed);
    assertThat(second.id()).isNotEqualTo(first.id());
  }

  @Test
  void execute_waits_for_the_run_that_is_under_way() {
    Workflow sleeps =
        Flow.steps("{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':20}}");
    WorkflowEngine real = WorkflowEngine.builder().tools(new dev.sluice.tool.SleepTool()).build();
    try (real) {
      Execution pending = real.submit(sleeps, Map.of(), keyed);
      assertThat(pending.status()).isEqualTo(ExecutionStatus.PENDING);
      Execution ended = real.execute(sleeps, Map.of(), keyed);
      assertThat(ended.id()).isEqualTo(pending.id());
      assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
    }
  }

  @Test
  void execute_waits_for_it_at_most_as_long_as_it_may() {
    Workflow sleeps =
        Flow.steps("{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':60000}}");
    Execution pending = flow.engine().submit(sleeps, Map.of(), keyed);
    Execution running =
        flow.engine().execute(sleeps, Map.of(), keyed.waitAtMost(Duration.ofMillis(5)));
    assertThat(running.id()).isEqualTo(pending.id());
    assertThat(running.status().isEnded()).isFalse();
  }

  @Test
  void many_threads_that_start_with_the_same_key_get_one_execution() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicInteger calls = new AtomicInteger();
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(
                Tools.builder()
                    .tool("echo", call -> ToolResult.of(calls.incrementAndGet()))
                    .build())
            .build();
    try (engine) {
      for (int round = 0; round < 300; round++) {
        ExecuteOptions key = ExecuteOptions.defaults().withIdempotencyKey("round " + round);
        CyclicBarrier barrier = new CyclicBarrier(threads);
        List<Future<Execution>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          boolean submit = i % 2 == 0;
          futures.add(
              pool.submit(
                  () -> {
                    barrier.await(60, TimeUnit.SECONDS);
                    return submit
                        ? engine.submit(ECHO, Map.of(), key)
                        : engine.execute(ECHO, Map.of(), key);
                  }));
        }
        Set<String> ids = new HashSet<>();
        for (Future<Execution> future : futures) {
          ids.add(future.get(60, TimeUnit.SECONDS).id());
        }
        assertThat(ids).hasSize(1);
        Execution ended = engine.await(ids.iterator().next(), Duration.ofSeconds(60));
        assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(calls).hasValue(round + 1);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void inputs_may_come_in_any_order_but_numbers_are_the_same_only_as_written() {
    Inputs inputs = Inputs.fromJson(Flow.json("{'a':1.10,'b':[{'c':1,'d':null}]}"));
    Execution first = flow.engine().execute(ECHO, inputs, keyed);
    Inputs reordered = Inputs.fromJson(Flow.json("{'b':[{'d':null,'c':1}],'a':1.10}"));
    assertThat(flow.engine().execute(ECHO, reordered, keyed)).isEqualTo(first);
    for (String other :
        List.of(
            "{'a':1.1,'b':[{'c':1,'d':null}]}",
            "{'a':1.10,'b':[{'c':1,'e':null}]}",
            "{'a':1.10,'b':[{'c':1,'d':null},1]}",
            "{'a':1.10,'b':[{'c':1,'d':null}],'e':1}")) {
      assertThatThrownBy(
              () -> flow.engine().execute(ECHO, Inputs.fromJson(Flow.json(other)), keyed))
          .isInstanceOf(ConflictException.class);
    }
  }

  @Test
  void a_workflow_that_was_changed_meanwhile_is_the_same_by_its_id() {
    String version = "{'id':'w','name':'N','steps':[{'step_number':1,'tool_id':'echo'}]}";
    Execution first = flow.run(Flow.workflow(version), Map.of(), keyed);
    Execution again = flow.run(Flow.workflow(version.replace("N", "M")), Map.of(), keyed);
    assertThat(again).isEqualTo(first);
    assertThatThrownBy(
            () -> flow.run(Flow.workflow(version.replace("'w'", "'v'")), Map.of(), keyed))
        .isInstanceOf(ConflictException.class);
  }
}
