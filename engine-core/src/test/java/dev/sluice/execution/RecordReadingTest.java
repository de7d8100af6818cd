package dev.sluice.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.internal.json.Json;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.testkit.Resources;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReadingTest {
  private static final String RECORD = Resources.text("mission/execute_workflow.record.json");

  @Test
  void a_record_reads_as_it_was_written() {
    Execution execution = Execution.fromJson(RECORD);
    assertThat(execution.toPrettyJson()).isEqualTo(RECORD);
    assertThat(execution.id()).isEqualTo("exec_xyz789");
    assertThat(execution.userId()).isEqualTo("user_456");
    assertThat(execution.executionTimeMs()).isEqualTo(550);
    assertThat(execution.startedAt()).isEqualTo("2026-02-16T12:00:00Z");
    assertThat(execution.inputs().get("city").textValue()).isEqualTo("San Francisco");
    assertThat(execution.orThrow()).isSameAs(execution);
  }

  @Test
  void every_extension_key_reads_as_it_was_written() {
    Execution execution =
        Execution.builder("e1", "anna", Json.NODES.objectNode(), Instant.EPOCH)
            .workflowId("wf_1")
            .status(ExecutionStatus.CANCELLED)
            .stepResults(
                List.of(
                    new StepResult(
                        1,
                        "t",
                        "T",
                        StepStatus.SUCCESS,
                        Json.NODES.numberNode(1),
                        null,
                        null,
                        5,
                        3,
                        null),
                    new StepResult(2, "t", "T", StepStatus.SKIPPED, null, null, null, 0, 0, null),
                    new StepResult(
                        3,
                        "t",
                        "T",
                        StepStatus.RUNNING,
                        null,
                        null,
                        null,
                        -1,
                        2,
                        List.of(
                            new ItemResult(0, StepStatus.SUCCESS, null, 1),
                            new ItemResult(1, StepStatus.FAILED, "no", 4))),
                    new StepResult(
                        4,
                        "t",
                        "T",
                        StepStatus.FAILED,
                        null,
                        "late",
                        "timeout",
                        1L << 40,
                        1,
                        null)))
            .error("cancelled", "cancelled")
            .startedAt(Instant.EPOCH)
            .completedAt(Instant.EPOCH.plusSeconds(1), 1_000L)
            .output(NullNode.instance)
            .compensationResults(
                List.of(
                    new CompensationResult(1, null, "undo", StepStatus.SUCCESS, null, null, 1, 0),
                    new CompensationResult(3, 1, "undo", StepStatus.FAILED, null, "no", 2, 7)))
            .parentId("e0")
            .tags(List.of("x", "y"))
            .build();
    Execution back = Execution.fromJson(execution.toJson());
    assertThat(back).isEqualTo(execution).hasSameHashCodeAs(execution);
    assertThat(back.toPrettyJson()).isEqualTo(execution.toPrettyJson());
  }

  private static void assertRefused(String json) {
    assertThatThrownBy(() -> Execution.fromJson(json))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("This isn't an execution record: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "1", "\"x\"", "{}", "{\"id\":\"x\"}", "not json"})
  void text_that_is_no_record_is_refused(String json) {
    assertRefused(json);
  }

  @Test
  void no_part_of_a_record_may_be_cut_off() {
    for (int i = 0; i < RECORD.length() - 1; i++) {
      assertRefused(RECORD.substring(0, i));
    }
    assertRefused(RECORD + "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "user_id",
        "status",
        "inputs",
        "step_results",
        "created_at",
        "step_number",
        "tool_id",
        "tool_name"
      })
  void no_required_key_may_be_missing(String key) {
    assertRefused(RECORD.replaceFirst("\"" + key + "\":", "\"other\":"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"exec_xyz789\"`|`7`",
        "`\"wf_abc123\"`|`7`",
        "`\"user_456\"`|`null`",
        "`\"status\": \"success\"`|`\"status\": \"succes\"`",
        "`\"status\": \"success\"`|`\"status\": 1`",
        "`\"step_number\": 1`|`\"step_number\": \"one\"`",
        "`\"step_number\": 1`|`\"step_number\": 1.5`",
        "`\"step_number\": 1`|`\"step_number\": 99999999999`",
        "`\"tool_id\": \"tool_weather_001\"`|`\"tool_id\": []`",
        "`\"error\": null`|`\"error\": 5`",
        "`\"execution_time_ms\": 340`|`\"execution_time_ms\": \"340\"`",
        "`\"execution_time_ms\": 550`|`\"execution_time_ms\": 0.5`",
        "`\"2026-02-16T12:00:00Z\"`|`\"yesterday\"`",
        "`\"2026-02-16T12:00:00Z\"`|`1771243200`",
        "`\"step_results\": [`|`\"step_results\": [5, `",
        "`\"created_at\"`|`\"tags\": [1], \"created_at\"`",
        "`\"created_at\"`|`\"tags\": {}, \"created_at\"`",
        "`\"created_at\"`|`\"compensation_results\": [{}], \"created_at\"`",
        "`\"created_at\"`|`\"id\": \"twice\", \"created_at\"`",
      })
  void no_value_may_be_of_another_kind(String there, String damaged) {
    assertThat(RECORD).contains(there);
    assertRefused(RECORD.replace(there, damaged));
  }

  // ---- reading results ----

  record Forecast(String forecast) {}

  @Test
  void results_are_read_by_step_number_as_trees_or_java_types() {
    Execution execution = Execution.fromJson(RECORD);
    assertThat(execution.result(2)).hasToString("{\"message_ts\":\"1708100000.000100\"}");
    assertThat(execution.resultAs(1, Forecast.class))
        .isEqualTo(new Forecast("Partly cloudy, 18C, 10% chance of rain"));
    assertThat((Object) execution.resultAs(1, Map.class))
        .hasToString("{forecast=Partly cloudy, 18C, 10% chance of rain}");
    assertThatThrownBy(() -> execution.resultAs(2, Forecast.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> execution.result(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Step 3 isn't in the record of exec_xyz789");
    assertThat(execution.stepResult(3)).isEmpty();
  }

  @Test
  void a_record_cannot_be_changed() {
    Execution execution = Execution.fromJson(RECORD);
    execution.inputs().removeAll();
    ((com.fasterxml.jackson.databind.node.ObjectNode) execution.result(1)).removeAll();
    ((com.fasterxml.jackson.databind.node.ObjectNode) execution.stepResults().get(0).result())
        .removeAll();
    assertThatThrownBy(() -> execution.stepResults().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(execution.toPrettyJson()).isEqualTo(RECORD);
  }

  @Test
  void whatever_the_engine_writes_can_be_read_back() {
    String big = "x".repeat(900_000);
    WorkflowEngine engine = WorkflowEngine.builder().tools(new RecordingTools().echo("t")).build();
    Workflow.Builder builder = Workflow.builder("w");
    for (int i = 0; i < 25; i++) {
      builder.step(Step.of("t").input("a", "{{inputs.big}}"));
    }
    Execution execution = engine.execute(builder.build(), Map.of("big", big)).orThrow();
    String json = execution.toJson();
    assertThat(json).hasSizeGreaterThan(20_000_000);
    assertThat(Execution.fromJson(json).toJson()).isEqualTo(json);
  }
}
