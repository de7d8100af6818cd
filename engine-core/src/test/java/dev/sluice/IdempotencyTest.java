package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.ConflictException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.testkit.Race;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IdempotencyTest {
  private final RecordingTools tools =
      new RecordingTools()
          .echo("t")
          .tool(
              "fails",
              call -> {
                throw new IllegalStateException("no");
              });
  private final WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
  private final Workflow workflow =
      Workflow.builder("w").step(Step.of("t").input("n", "{{inputs.n}}")).build();

  private static ExecuteOptions key(String key) {
    return ExecuteOptions.defaults().withIdempotencyKey(key);
  }

  @Test
  void a_second_start_with_the_same_key_gives_the_first_execution() {
    Execution first = engine.execute(workflow, Map.of("n", 1), key("k"));
    Execution second = engine.execute(workflow, Map.of("n", 1L), key("k"));
    assertThat(second).isEqualTo(first);
    assertThat(tools.calls()).hasSize(1);
    assertThat(engine.execute(workflow, Map.of("n", 1), key("K")).id()).isNotEqualTo(first.id());
    assertThat(engine.execute(workflow, Map.of("n", 1)).id()).isNotEqualTo(first.id());
  }

  @Test
  void a_failed_execution_is_given_again_too() {
    Workflow failing = Workflow.builder("w").step(Step.of("fails")).build();
    Execution first = engine.execute(failing, Map.of(), key("k"));
    assertThat(engine.execute(failing, Map.of(), key("k"))).isEqualTo(first);
    assertThat(first.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(tools.calls()).hasSize(1);
  }

  @Test
  void a_key_belongs_to_its_caller() {
    Execution annas = engine.as("anna").execute(workflow, Map.of("n", 1), key("k"));
    Execution bens = engine.as("ben").execute(workflow, Map.of("n", 2), key("k"));
    assertThat(bens.id()).isNotEqualTo(annas.id());
  }

  @Test
  void a_key_for_something_else_is_a_conflict() {
    engine.execute(workflow, Map.of("n", new BigDecimal("1.1")), key("k"));
    Workflow other =
        Workflow.builder("other").step(Step.of("t").input("n", "{{inputs.n}}")).build();
    assertThatThrownBy(() -> engine.execute(workflow, Map.of("n", 2), key("k")))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("other inputs");
    assertThatThrownBy(
            () -> engine.execute(workflow, Map.of("n", new BigDecimal("1.10")), key("k")))
        .as("byte for byte")
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> engine.execute(other, Map.of("n", new BigDecimal("1.1")), key("k")))
        .isInstanceOf(ConflictException.class);
    assertThat(tools.calls()).hasSize(1);
  }

  @Test
  void of_many_starts_at_once_one_runs_and_all_get_its_record() throws Exception {
    RecordingTools slow =
        new RecordingTools()
            .tool(
                "t",
                call -> {
                  Thread.yield();
                  return ToolResult.of(call.executionId());
                });
    WorkflowEngine racing = WorkflowEngine.builder().tools(slow).build();
    Workflow simple = Workflow.builder("w").step(Step.of("t")).build();
    for (int round = 0; round < 100; round++) {
      Set<String> records = ConcurrentHashMap.newKeySet();
      ExecuteOptions options = key("k" + round);
      Race.of(8, i -> records.add(racing.execute(simple, Map.of(), options).orThrow().toJson()));
      assertThat(records).hasSize(1);
    }
    assertThat(slow.calls()).hasSize(100);
  }

  @Test
  void a_key_must_be_one() {
    for (String bad : List.of("", "a\u0000", "\uD800", "x".repeat(257))) {
      assertThatThrownBy(() -> key(bad)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ExecuteOptions.defaults().withTags("ok", bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_start_that_was_refused_leaves_its_key_free() {
    assertThatThrownBy(() -> engine.execute(workflow, Map.of("n", Double.NaN), key("k")))
        .isInstanceOf(dev.sluice.error.InputsRefusedException.class);
    assertThat(engine.execute(workflow, Map.of("n", 1), key("k")).orThrow()).isNotNull();
  }
}
