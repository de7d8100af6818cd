package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.host.Host;
import dev.sluice.testkit.ManualClock;
import dev.sluice.tool.SleepTool;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SleepTest {
  private final Flow flow = new Flow();

  @Test
  void sleep_takes_its_time_without_a_thread() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':86400000}},"
                + "{'step_number':2,'tool_id':'sleep','input_mapping':{'until':'2027-01-20T00:00:00Z'}},"
                + "{'step_number':3,'tool_id':'sleep','input_mapping':{'until':'2001-01-01T00:00:00Z'}},"
                + "{'step_number':4,'tool_id':'sleep','input_mapping':{'duration_ms':0}}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.completedAt()).isEqualTo(Instant.parse("2027-01-20T00:00:00Z"));
    assertThat(execution.result(1)).isEqualTo(Flow.node("{}"));
    assertThat(execution.stepResults().get(0).executionTimeMs())
        .isEqualTo(Duration.ofDays(1).toMillis());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'duration_ms':-1}",
        "{'duration_ms':99999999999999999999}",
        "{'until':'tomorrow'}",
        "{'duration_ms':1,'until':'2027-01-01T00:00:00Z'}"
      })
  void sleep_refuses_arguments_that_are_no_time(String mapping) {
    Execution execution =
        flow.run("{'step_number':1,'tool_id':'sleep','input_mapping':" + mapping + "}");
    assertThat(execution.errorCode()).isEqualTo("invalid_arguments");
  }

  @ParameterizedTest
  @CsvSource({"duration_ms,text", "duration_ms,fraction", "until,number"})
  void sleep_refuses_values_of_a_wrong_type_that_no_check_could_foresee(String name, String input) {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'sleep','input_mapping':{'"
                + name
                + "':'{{inputs."
                + input
                + "}}'}}",
            Map.of("text", "1", "fraction", 1.5, "number", 7));
    assertThat(execution.errorCode()).isEqualTo("invalid_arguments");
  }

  /** Long waits are cut to what a timer can hold, and a wait that ends early begins again. */
  @ParameterizedTest
  @ValueSource(strings = {"2400-01-01T00:00:00Z", "3000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
  void a_wait_of_centuries_keeps_nobody_busy(String until) {
    List<Long> waits = new ArrayList<>();
    Host host =
        ManualClock.at("2026-03-01T00:00:00Z")
            .host()
            .sleeper(
                (gate, nanos) -> {
                  waits.add(nanos);
                  throw new InterruptedException();
                })
            .timers(
                (task, nanos) -> {
                  waits.add(nanos);
                  return () -> {};
                })
            .toolExecutor(Runnable::run)
            .engineExecutor(Runnable::run)
            .build();
    WorkflowEngine engine = WorkflowEngine.builder().host(host).tools(new SleepTool()).build();
    Workflow sleep =
        Flow.steps("{'step_number':1,'tool_id':'sleep','input_mapping':{'until':'" + until + "'}}");
    engine.submit(sleep, Map.of());
    engine.submit(sleep, Map.of(), ExecuteOptions.defaults().withDeadline(Instant.parse(until)));
    engine.submit(sleep, Map.of(), ExecuteOptions.defaults().startAt(Instant.parse(until)));
    engine.execute(sleep);
    Thread.interrupted();
    assertThat(waits)
        .hasSize(4)
        .allSatisfy(wait -> assertThat(wait).isGreaterThan(Duration.ofDays(36_000).toNanos()));
  }
}
