package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.testkit.LogCapture;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingTest {
  private final List<Map<String, String>> seen = new ArrayList<>();
  private final WorkflowEngine[] itself = new WorkflowEngine[1];
  private final RecordingTools tools =
      new RecordingTools()
          .tool(
              "sees",
              call -> {
                seen.add(MDC.getCopyOfContextMap());
                return ToolResult.of("seen");
              })
          .tool(
              "nests",
              call -> {
                seen.add(MDC.getCopyOfContextMap());
                Workflow inner =
                    Workflow.builder("inner")
                        .id("wf_inner")
                        .step(Step.of("sees").number(7))
                        .build();
                String id = itself[0].execute(inner).orThrow().id();
                seen.add(MDC.getCopyOfContextMap());
                return ToolResult.of(id);
              })
          .tool(
              "fails",
              call -> {
                throw new IllegalStateException("hunter2");
              })
          .tool(
              "spoils",
              call -> {
                MDC.put("execution_id", "spoiled");
                MDC.put("step_number", "99");
                throw new IllegalStateException("hunter2");
              });
  private final List<String> listened = new ArrayList<>();
  private final WorkflowEngine engine =
      WorkflowEngine.builder()
          .tools(tools)
          .listener(
              new ExecutionListener() {
                @Override
                public void ended(Execution execution) {
                  listened.add(String.valueOf(MDC.get("execution_id")));
                }
              })
          .build();

  LoggingTest() {
    itself[0] = engine;
  }

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static Workflow workflow(String id, String... tools) {
    Workflow.Builder builder = Workflow.builder("w").id(id);
    for (String tool : tools) {
      builder.step(Step.of(tool));
    }
    return builder.build();
  }

  @Test
  void log_lines_of_a_tool_tell_run_workflow_and_step() {
    MDC.put("request_id", "r1");
    Execution execution = engine.execute(workflow("wf_1", "sees", "sees"));
    assertThat(seen)
        .containsExactly(
            Map.of(
                "execution_id",
                execution.id(),
                "workflow_id",
                "wf_1",
                "step_number",
                "1",
                "request_id",
                "r1"),
            Map.of(
                "execution_id",
                execution.id(),
                "workflow_id",
                "wf_1",
                "step_number",
                "2",
                "request_id",
                "r1"));
    assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request_id", "r1"));
    assertThat(listened).containsExactly(execution.id());
  }

  @Test
  void what_stood_in_the_context_before_stands_there_again() {
    Map<String, String> before =
        Map.of("execution_id", "outer", "workflow_id", "wf_outer", "step_number", "3", "x", "y");
    MDC.setContextMap(before);
    engine.execute(workflow("wf_1", "sees", "spoils"));
    assertThat(MDC.getCopyOfContextMap()).isEqualTo(before);
    MDC.clear();
    engine.execute(workflow("wf_1", "spoils"));
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void a_nested_run_has_its_own_context_and_gives_back_the_outer_one() {
    Execution outer = engine.execute(workflow("wf_outer", "nests", "sees"));
    Map<String, String> first =
        Map.of("execution_id", outer.id(), "workflow_id", "wf_outer", "step_number", "1");
    assertThat(seen).hasSize(4);
    assertThat(seen.get(0)).isEqualTo(first);
    assertThat(seen.get(1))
        .isEqualTo(
            Map.of(
                "execution_id",
                outer.result(1).textValue(),
                "workflow_id",
                "wf_inner",
                "step_number",
                "7"));
    assertThat(seen.get(2)).isEqualTo(first);
    assertThat(seen.get(3))
        .isEqualTo(
            Map.of("execution_id", outer.id(), "workflow_id", "wf_outer", "step_number", "2"));
  }

  @Test
  void a_workflow_without_an_id_leaves_none_in_the_context() {
    MDC.put("workflow_id", "outer");
    engine.execute(Workflow.builder("w").step(Step.of("sees")).build());
    assertThat(seen.get(0)).doesNotContainKey("workflow_id");
    assertThat(MDC.get("workflow_id")).isEqualTo("outer");
  }

  @Test
  void a_refused_start_leaves_the_context_alone() {
    MDC.put("execution_id", "outer");
    try {
      engine.execute(workflow("wf_1", "absent"));
    } catch (RuntimeException e) {
      assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("execution_id", "outer"));
    }
    engine.close();
    try {
      engine.execute(workflow("wf_1", "sees"));
    } catch (RuntimeException e) {
      assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("execution_id", "outer"));
    }
    assertThat(seen).isEmpty();
  }

  /** Ids can't hold controls, but separators of lines and formats can break a log as well. */
  @Test
  void an_id_from_outside_is_made_safe_for_a_log() {
    engine.execute(workflow("wf\u2028line\u202Ebidi\u2066x", "sees"));
    assertThat(seen.get(0)).containsEntry("workflow_id", "wf\uFFFDline\uFFFDbidi\uFFFDx");
  }

  @Test
  void no_line_of_the_engine_shows_a_payload() {
    try (LogCapture log = LogCapture.of("dev.sluice")) {
      WorkflowEngine noisy =
          WorkflowEngine.builder()
              .tools(tools)
              .listener(
                  new ExecutionListener() {
                    @Override
                    public void ended(Execution execution) {
                      LoggerFactory.getLogger("dev.sluice.test").info("a line");
                      throw new IllegalStateException("fails");
                    }
                  })
              .build();
      Workflow workflow =
          Workflow.builder("w")
              .step(Step.of("sees").input("secret", "{{inputs.secret}}"))
              .step(Step.of("fails").input("secret", "{{inputs.secret}}"))
              .build();
      Execution execution = noisy.execute(workflow, Map.of("secret", "hunter3"));
      assertThat(log.events()).isNotEmpty();
      for (ILoggingEvent event : log.events()) {
        assertThat(event.getFormattedMessage()).doesNotContain("hunter");
        assertThat(event.getMDCPropertyMap()).containsEntry("execution_id", execution.id());
      }
    }
  }
}
