package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.OnError;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutTest {
  private final Flow flow = new Flow();

  @Test
  void an_attempt_that_takes_too_long_is_interrupted_and_fails_with_the_code_timeout() {
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'slow','timeout_ms':80,'input_mapping':{'ms':5000}}"));
    StepResult step = execution.stepResults().get(0);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(step.errorCode()).isEqualTo("timeout");
    assertThat(step.executionTimeMs()).isEqualTo(80);
    assertThat(flow.simulation.nowMs()).as("the tool heeded it").isEqualTo(80);
  }

  @Test
  void a_tool_that_ignores_its_interruption_neither_holds_up_the_run_nor_writes_its_late_result() {
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps(
                    "{'step_number':1,'tool_id':'stubborn','timeout_ms':80,'input_mapping':{'ms':5000},"
                        + "'on_error':'continue'},"
                        + "{'step_number':2,'tool_id':'echo'}"),
                Map.of());
    List<Execution> ended = new ArrayList<>();
    List<Long> at = new ArrayList<>();
    flow.engine()
        .whenEnded(pending.id())
        .thenAccept(
            execution -> {
              ended.add(execution);
              at.add(flow.simulation.nowMs());
            });
    flow.simulation.runUntilIdle();
    assertThat(flow.log).contains("stubborn returns at 5000");
    assertThat(at).containsExactly(80L);
    assertThat(Flow.statuses(ended.get(0))).isEqualTo("1 failed, 2 success");
    assertThat(flow.found(pending.id())).isEqualTo(ended.get(0));
  }

  @Test
  void each_attempt_has_the_whole_time() {
    flow.tool(
        "faster",
        call -> {
          flow.simulation.pause(call, 100 - call.attempt() * 20L);
          return ToolResult.of(call.attempt());
        });
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'faster','timeout_ms':50,"
                    + "'retry':{'max_attempts':5,'initial_delay_ms':10,'multiplier':1,'on':['timeout']}}"));
    assertThat(execution.result(1).intValue()).isEqualTo(3);
    assertThat(execution.executionTimeMs()).isEqualTo(50 + 10 + 50 + 10 + 40);
  }

  @Test
  void an_attempt_that_timed_out_is_interrupted_though_the_next_begins_at_once() {
    List<ToolCall> calls = new ArrayList<>();
    List<Boolean> earlierCancelled = new ArrayList<>();
    flow.tool(
        "watched",
        call -> {
          calls.forEach(earlier -> earlierCancelled.add(earlier.isCancelled()));
          calls.add(call);
          flow.simulation.pause(call, 5000);
          return ToolResult.of(null);
        });
    flow.submit(
        Flow.steps(
            "{'step_number':1,'tool_id':'watched','timeout_ms':50,"
                + "'retry':{'max_attempts':2,'initial_delay_ms':0}}"));
    assertThat(earlierCancelled).containsExactly(true);
    assertThat(flow.simulation.nowMs()).isEqualTo(100);
  }

  @Test
  void the_outcome_of_an_attempt_that_timed_out_is_not_taken_for_the_next_one() {
    flow.tool(
        "late",
        call -> {
          if (call.attempt() == 1) {
            flow.simulation.pauseRegardless(120);
            return ToolResult.of("first");
          }
          flow.simulation.pauseRegardless(70);
          return ToolResult.of("second");
        });
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'late','timeout_ms':100,"
                    + "'retry':{'max_attempts':2,'initial_delay_ms':0}}"));
    assertThat(execution.result(1).textValue()).isEqualTo("second");
  }

  @Test
  void an_outcome_that_came_too_late_is_too_late_though_nobody_looked_meanwhile() {
    // The executing thread stands below the tool on the simulation's one stack.
    Execution execution =
        flow.run("{'step_number':1,'tool_id':'slow','timeout_ms':100,'input_mapping':{'ms':500}}");
    assertThat(execution.errorCode()).isEqualTo("timeout");
    Execution pending =
        flow.engine()
            .submit(Flow.steps("{'step_number':1,'tool_id':'pending','timeout_ms':100}"), Map.of());
    flow.simulation.after(() -> flow.engine().complete(flow.tokens.get(0), 1), 100_000_000);
    flow.simulation.runUntilIdle();
    assertThat(flow.found(pending.id()).errorCode()).isEqualTo("timeout");
  }

  @Test
  void an_outcome_that_came_in_time_counts_though_nobody_looked_until_it_was_late() {
    for (int seed = 0; seed < 50; seed++) {
      // Both the call and the look at its outcome may begin up to 50 ms late.
      Flow late = new Flow(new Simulation(seed, 50));
      Execution execution =
          late.submit(Flow.steps("{'step_number':1,'tool_id':'echo','timeout_ms':51}"));
      assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    }
  }

  @Test
  void tools_see_the_nearer_of_the_steps_and_the_runs_deadline() {
    List<Instant> seen = new ArrayList<>();
    List<Duration> left = new ArrayList<>();
    flow.tool(
        "look",
        call -> {
          seen.add(call.deadline());
          left.add(call.remaining());
          return ToolResult.of(null);
        });
    Instant start = flow.simulation.instant();
    flow.run(
        Flow.workflow(
            "{'name':'w','timeout_ms':1000,'steps':["
                + "{'step_number':1,'tool_id':'look','timeout_ms':300},"
                + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':900}},"
                + "{'step_number':3,'tool_id':'look','timeout_ms':300},"
                + "{'step_number':4,'tool_id':'look'}]}"),
        Map.of());
    assertThat(seen)
        .containsExactly(start.plusMillis(300), start.plusMillis(1000), start.plusMillis(1000));
    assertThat(left)
        .containsExactly(Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(100));
    seen.clear();
    flow.run("{'step_number':1,'tool_id':'look'}");
    assertThat(seen).containsOnlyNulls();
  }

  @Test
  void a_deadline_ends_the_whole_run() {
    Execution execution =
        flow.submit(
            Flow.workflow(
                "{'name':'w','timeout_ms':150,'steps':["
                    + "{'step_number':1,'tool_id':'slow','on_error':'continue','input_mapping':{'ms':100}},"
                    + "{'step_number':2,'tool_id':'slow','on_error':'continue','input_mapping':{'ms':100}},"
                    + "{'step_number':3,'tool_id':'echo'}]}"));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 failed");
    assertThat(execution.stepResults().get(1).errorCode()).isEqualTo("deadline_exceeded");
    assertThat(execution.executionTimeMs()).isEqualTo(150);
  }

  @Test
  void the_nearer_of_the_workflows_and_the_options_deadline_holds() {
    String sleeps =
        "{'name':'w','timeout_ms':200,'steps':[{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':900}}]}";
    ExecuteOptions near =
        ExecuteOptions.defaults().withDeadline(flow.simulation.instant().plusMillis(120));
    assertThat(flow.run(Flow.workflow(sleeps), Map.of(), near).executionTimeMs()).isEqualTo(120);
    ExecuteOptions far =
        ExecuteOptions.defaults().withDeadline(flow.simulation.instant().plusMillis(500));
    assertThat(flow.run(Flow.workflow(sleeps), Map.of(), far).executionTimeMs()).isEqualTo(200);
  }

  @Test
  void a_deadline_beyond_the_calendar_is_no_deadline() {
    Execution execution =
        flow.run(
            Flow.steps("{'step_number':1,'tool_id':'echo'}"),
            Map.of(),
            ExecuteOptions.defaults()
                .withDeadline(Instant.MAX)
                .withMaxDuration(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void a_deadline_that_has_passed_already_calls_nothing() {
    Execution execution =
        flow.run(
            Flow.steps("{'step_number':1,'tool_id':'echo'}"),
            Map.of(),
            ExecuteOptions.defaults().withDeadline(flow.simulation.instant().minusSeconds(1)));
    assertThat(execution.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(flow.log).isEmpty();
  }

  @Test
  void what_waits_between_attempts_ends_with_the_deadline() {
    Execution execution =
        flow.run(
            Flow.workflow(
                "{'name':'w','timeout_ms':150,'steps':[{'step_number':1,'tool_id':'boom',"
                    + "'retry':{'max_attempts':9,'initial_delay_ms':100,'multiplier':1}}]}"),
            Map.of());
    assertThat(execution.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(execution.stepResults().get(0).attempts()).isEqualTo(2);
    assertThat(execution.stepResults().get(0).error()).isEqualTo("broken");
  }

  @Test
  void a_tool_sees_how_far_a_far_deadline_is() {
    List<Duration> seen = new ArrayList<>();
    flow.tool(
        "look",
        call -> {
          seen.add(call.remaining());
          return ToolResult.of(null);
        });
    Instant deadline = flow.simulation.instant().plus(Duration.ofDays(365_000));
    flow.submit(
        Flow.steps("{'step_number':1,'tool_id':'look'}"),
        Map.of(),
        ExecuteOptions.defaults().withDeadline(deadline));
    assertThat(seen).containsExactly(Duration.ofDays(365_000));
  }

  /** A tool that never returns by itself, on a real thread, and one that says when it was told. */
  private static final class Hanging {
    final CountDownLatch told = new CountDownLatch(1);

    ToolResult hang(ToolCall call) throws InterruptedException {
      try {
        new CountDownLatch(1).await();
        return ToolResult.of(call.attempt());
      } catch (InterruptedException e) {
        told.countDown();
        throw e;
      }
    }

    ToolResult isTold(ToolCall call) throws InterruptedException {
      return ToolResult.of(told.await(20, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 50"})
  void what_timed_out_is_interrupted_when_the_caller_waits_for_the_run(boolean byStep, long runMs)
      throws Exception {
    Hanging tool = new Hanging();
    try (WorkflowEngine engine =
        WorkflowEngine.builder().tools(Tools.builder().tool("hang", tool::hang).build()).build()) {
      Step step = Step.of("hang");
      Workflow.Builder workflow =
          Workflow.builder("w").step(byStep ? step.timeout(Duration.ofMillis(50)) : step);
      if (runMs > 0) {
        workflow.timeout(Duration.ofMillis(runMs));
      }
      Execution execution = engine.execute(workflow.build());
      assertThat(execution.errorCode()).isEqualTo(byStep ? "timeout" : "deadline_exceeded");
      assertThat(tool.told.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void what_timed_out_is_interrupted_before_the_next_step_when_the_caller_waits_for_the_run() {
    Hanging tool = new Hanging();
    Tools tools = Tools.builder().tool("hang", tool::hang).tool("isTold", tool::isTold).build();
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      Workflow workflow =
          Workflow.builder("w")
              .step(Step.of("hang").timeout(Duration.ofMillis(50)).onError(OnError.proceed()))
              .step(Step.of("isTold"))
              .build();
      assertThat(engine.execute(workflow).result(2).booleanValue()).isTrue();
    }
  }
}
