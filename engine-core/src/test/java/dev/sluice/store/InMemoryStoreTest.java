package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest {
  private static final Workflow WORKFLOW = Workflow.builder("w").step(Step.of("t")).build();

  private static WorkflowEngine engine(int keepNewest) {
    return WorkflowEngine.builder()
        .store(Store.inMemory(keepNewest))
        .tools(new RecordingTools().echo("t"))
        .build();
  }

  @Test
  void only_the_newest_ended_runs_are_kept() {
    WorkflowEngine engine = engine(3);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(engine.execute(WORKFLOW).id());
    }
    assertThat(ids.subList(0, 7)).allMatch(id -> engine.findExecution(id).isEmpty());
    assertThat(ids.subList(7, 10)).allMatch(id -> engine.findExecution(id).isPresent());
    assertThat(engine.list(ExecutionQuery.all()))
        .extracting(Execution::id)
        .containsExactlyInAnyOrderElementsOf(ids.subList(7, 10));
  }

  @Test
  void a_run_under_way_is_never_dropped() {
    AtomicReference<WorkflowEngine> itself = new AtomicReference<>();
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .store(Store.inMemory(1))
            .tools(
                new RecordingTools()
                    .echo("t")
                    .tool(
                        "outer",
                        call -> {
                          for (int i = 0; i < 5; i++) {
                            itself.get().execute(WORKFLOW);
                          }
                          return ToolResult.of(
                              itself.get().findExecution(call.executionId()).isPresent());
                        }))
            .build();
    itself.set(engine);
    Workflow outer = Workflow.builder("outer").step(Step.of("outer")).build();
    Execution execution = engine.execute(outer);
    assertThat(execution.result(1).booleanValue()).isTrue();
    assertThat(engine.findExecution(execution.id())).contains(execution);
  }

  @Test
  void the_key_of_a_dropped_run_is_free_again() {
    WorkflowEngine engine = engine(1);
    ExecuteOptions keyed = ExecuteOptions.defaults().withIdempotencyKey("k");
    String first = engine.execute(WORKFLOW, Map.of(), keyed).id();
    assertThat(engine.execute(WORKFLOW, Map.of(), keyed).id()).isEqualTo(first);
    engine.execute(WORKFLOW);
    assertThat(engine.execute(WORKFLOW, Map.of(), keyed).id()).isNotEqualTo(first);
  }

  @Test
  void fewer_than_one_run_cannot_be_kept() {
    assertThatThrownBy(() -> Store.inMemory(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least 1 ended run must be kept, not 0");
  }
}
