package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Store;
import dev.sluice.testkit.Race;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ManyThreadsTest {
  private static final int THREADS = 64;
  private static final int EACH = 1_000;

  private static Set<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice"))
        .collect(Collectors.toSet());
  }

  @Test
  void sixty_four_threads_run_a_thousand_executions_each() throws Exception {
    Set<Thread> before = ours();
    AtomicInteger calls = new AtomicInteger();
    Set<String> ids = ConcurrentHashMap.newKeySet();
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .store(Store.inMemory(500))
            .tools(
                Tools.builder()
                    .tool(
                        "double",
                        call -> {
                          calls.incrementAndGet();
                          return ToolResult.of(
                              Map.of("n", 2L * call.arguments().get("n").longValue()));
                        })
                    .tool(
                        "odd",
                        call -> {
                          if (call.arguments().get("n").longValue() % 10 == 6) {
                            throw new IllegalStateException("not this one");
                          }
                          return ToolResult.of(call.caller());
                        })
                    .build())
            .build();
    Workflow workflow =
        Workflow.builder("w")
            .step(Step.of("double").input("n", "{{inputs.n}}"))
            .step(Step.of("double").input("n", "{{steps.1.result.n}}"))
            .step(Step.of("odd").input("n", "{{steps.2.result.n}}"))
            .build();
    Race.of(
        THREADS,
        thread -> {
          CallerView view = engine.as("caller" + thread);
          for (int i = 0; i < EACH; i++) {
            long n = (long) thread * EACH + i;
            Execution execution = view.execute(workflow, Map.of("n", n));
            boolean fails = n * 4 % 10 == 6;
            assertThat(execution.result(2).get("n").longValue()).isEqualTo(n * 4);
            assertThat(execution.status())
                .isEqualTo(fails ? ExecutionStatus.FAILED : ExecutionStatus.SUCCESS);
            assertThat(execution.userId()).isEqualTo("caller" + thread);
            if (!fails) {
              assertThat(execution.result(3).textValue()).isEqualTo("caller" + thread);
            }
            ids.add(execution.id());
          }
        });
    assertThat(calls).hasValue(2 * THREADS * EACH);
    assertThat(ids).hasSize(THREADS * EACH);
    assertThat(engine.admin().list(ExecutionQuery.all().limit(1000))).hasSize(500);
    Set<Thread> made = ours();
    made.removeAll(before);
    assertThat(made).as("threads of the engine's own").isEmpty();
  }

  @Test
  void an_engine_without_timeouts_and_parallel_steps_starts_no_thread() {
    Set<Thread> before = ours();
    RecordingTools tools =
        new RecordingTools().tool("t", call -> ToolResult.of(Thread.currentThread().getId()));
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      Workflow workflow = Workflow.builder("w").step(Step.of("t")).step(Step.of("t")).build();
      for (int i = 0; i < 100; i++) {
        Execution execution = engine.execute(workflow);
        assertThat(execution.result(1).longValue()).isEqualTo(Thread.currentThread().getId());
      }
      Set<Thread> made = ours();
      made.removeAll(before);
      assertThat(made).isEmpty();
    }
  }
}
