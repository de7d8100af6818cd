package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.EngineClosedException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.limit.Limits;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Micros;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** "For ever" is written in many ways, and arguments are sometimes just wrong. */
@Timeout(60)
class ClumsyUserTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final RecordingTools tools =
      new RecordingTools().echo("t").tool("parks", call -> ToolResult.pendingUntil(Instant.MAX));
  private final ManualClock clock = ManualClock.at("2026-02-16T12:00:00.123456789Z");
  private final Workflow workflow = Workflow.builder("w").step(Step.of("t")).build();

  @Test
  void the_end_of_time_is_as_far_away_as_times_go() {
    assertThat(Micros.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    assertThat(Micros.instant(Micros.of(Instant.MIN))).isBefore(Instant.EPOCH);
    for (String instant :
        List.of(
            "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.000001Z")) {
      assertThat(Micros.instant(Micros.of(Instant.parse(instant)))).isEqualTo(instant);
    }
    assertThat(Micros.instant(Micros.of(Instant.parse("1969-12-31T23:59:59.9999999Z"))))
        .isEqualTo("1969-12-31T23:59:59.999999Z");
  }

  @Test
  void options_that_last_for_ever_bound_nothing() {
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    for (ExecuteOptions options :
        List.of(
            ExecuteOptions.defaults().withMaxDuration(FOR_EVER),
            ExecuteOptions.defaults().withDeadline(Instant.MAX),
            ExecuteOptions.defaults().waitAtMost(FOR_EVER))) {
      assertThat(engine.execute(workflow, Map.of(), options).orThrow()).isNotNull();
    }
    engine.close();
  }

  @Test
  void an_engine_whose_bounds_last_for_ever_runs_and_closes() {
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(tools)
            .maxDuration(FOR_EVER)
            .closePatience(FOR_EVER)
            .cancelGrace(FOR_EVER)
            .build();
    assertThat(engine.execute(workflow).orThrow()).isNotNull();
    engine.close();
    engine.close();
    assertThatThrownBy(() -> engine.execute(workflow)).isInstanceOf(EngineClosedException.class);
    assertThat(engine.list(ExecutionQuery.all())).as("reading goes on").hasSize(1);
  }

  @Test
  void a_tool_may_wait_for_ever() {
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    Workflow parking = Workflow.builder("w").step(Step.of("parks")).build();
    Execution waiting =
        engine.execute(parking, Map.of(), ExecuteOptions.defaults().waitAtMost(Duration.ZERO));
    assertThat(waiting.status()).isEqualTo(ExecutionStatus.RUNNING);
    engine.complete(tools.calls().get(0).call().completionToken(), "done");
    assertThat(engine.await(waiting.id(), FOR_EVER).orThrow().result(1).textValue())
        .isEqualTo("done");
    engine.close();
  }

  @Test
  void bounds_that_make_no_sense_are_refused() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> ExecuteOptions.defaults().withMaxDuration(Duration.ZERO),
            () -> ExecuteOptions.defaults().waitAtMost(Duration.ofMillis(-1)),
            () -> ExecuteOptions.defaults().withMaxToolCalls(0),
            () -> WorkflowEngine.builder().maxDuration(Duration.ZERO),
            () -> WorkflowEngine.builder().maxDuration(Duration.ofSeconds(-1)),
            () -> WorkflowEngine.builder().closePatience(Duration.ofSeconds(-1)),
            () -> WorkflowEngine.builder().cancelGrace(Duration.ofSeconds(-1)),
            () -> WorkflowEngine.builder().maxToolCalls(0),
            () -> WorkflowEngine.builder().maxRunsPerCaller(0),
            () -> WorkflowEngine.builder().completionSecret(new byte[15]),
            () -> Step.of("t").timeout(Duration.ZERO),
            () -> Step.of("t").timeout(Duration.ofNanos(999_999)),
            () -> Workflow.builder("w").timeout(Duration.ofMillis(-1)),
            () -> Limits.builder().depth(0),
            () -> Limits.builder().depth(501),
            () -> Limits.builder().resultBytes(-1),
            () -> ExecutionQuery.all().limit(0),
            () -> ExecutionQuery.all().limit(1001))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .isNotBlank();
    }
  }

  @Test
  void a_timeout_that_is_too_long_is_a_problem_of_the_definition() {
    assertThatThrownBy(
            () ->
                Workflow.builder("w")
                    .step(Step.of("t").timeout(FOR_EVER))
                    .timeout(FOR_EVER)
                    .build())
        .isInstanceOf(dev.sluice.error.DefinitionRefusedException.class)
        .hasMessageContaining("at /timeout_ms")
        .hasMessageContaining("at /steps/0/timeout_ms");
  }

  @Test
  void times_are_truncated_to_microseconds_before_anyone_sees_them() {
    WorkflowEngine engine =
        WorkflowEngine.builder().tools(tools).host(clock.host().build()).build();
    Execution execution = engine.execute(workflow);
    assertThat(execution.createdAt()).isEqualTo("2026-02-16T12:00:00.123456Z");
    assertThat(execution.startedAt()).isEqualTo("2026-02-16T12:00:00.123456Z");
    assertThat(engine.register(workflow).updatedAt()).isEqualTo("2026-02-16T12:00:00.123456Z");
  }

  @Test
  void a_wall_clock_that_is_set_back_during_a_run_changes_no_duration() {
    java.util.concurrent.atomic.AtomicReference<Instant> wall =
        new java.util.concurrent.atomic.AtomicReference<>(Instant.parse("2026-02-16T12:00:00Z"));
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(
                new RecordingTools()
                    .tool(
                        "t",
                        call -> {
                          wall.set(Instant.parse("2020-01-01T00:00:00Z"));
                          clock.advance(Duration.ofMillis(7));
                          return ToolResult.of(1);
                        }))
            .host(clock.host().clock(wall::get).build())
            .build();
    Execution execution = engine.execute(workflow);
    assertThat(execution.executionTimeMs()).isEqualTo(7);
    assertThat(execution.stepResults().get(0).executionTimeMs()).isEqualTo(7);
    assertThat(execution.completedAt()).isEqualTo("2026-02-16T12:00:00.007Z");
  }

  @Test
  @SuppressWarnings("NullAway") // that is the question
  void null_documents_are_refused_by_name() {
    assertThatThrownBy(() -> Workflow.fromJson(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("json");
    assertThatThrownBy(() -> Workflow.parse("{}", null)).hasMessage("limits");
    assertThatThrownBy(() -> Execution.fromJson(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("json");
    assertThatThrownBy(() -> Inputs.fromJson(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("json");
  }

  @Test
  void a_bound_of_steps_at_once_that_is_none_is_refused() {
    for (int none : new int[] {0, -1, 1001, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Workflow.builder("w").maxConcurrency(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("maxConcurrency must be from 1 to 1000, but is " + none);
    }
  }
}
