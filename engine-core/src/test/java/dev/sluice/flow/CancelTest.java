package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.tool.ToolResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CancelTest {
  private final Flow flow = new Flow();

  private static final String SLEEPS =
      "{'step_number':1,'tool_id':'echo'},"
          + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':9000}},"
          + "{'step_number':3,'tool_id':'echo'}";

  private Execution cancelled(String steps, long afterMs) {
    Execution pending = flow.engine().submit(Flow.steps(steps), Map.of());
    flow.simulation.after(() -> flow.engine().cancel(pending.id()), afterMs * 1_000_000);
    flow.simulation.runUntilIdle();
    return flow.found(pending.id());
  }

  @Test
  void no_new_step_starts_and_what_waits_ends() {
    Execution execution = cancelled(SLEEPS, 100);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(execution.error()).isEqualTo("The execution was cancelled.");
    assertThat(execution.errorCode()).isEqualTo("cancelled");
    assertThat(Flow.statuses(execution)).isEqualTo("1 success, 2 failed");
    assertThat(execution.stepResults().get(1).errorCode()).isEqualTo("cancelled");
    assertThat(execution.executionTimeMs()).isEqualTo(100);
    assertThat(flow.log).containsExactly("echo 1 {}");
  }

  @Test
  void running_tools_are_interrupted() {
    Execution execution =
        cancelled(
            "{'step_number':1,'tool_id':'slow','on_error':'continue','retry':{'max_attempts':5},"
                + "'input_mapping':{'ms':9000}},{'step_number':2,'tool_id':'echo'}",
            100);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(Flow.statuses(execution)).isEqualTo("1 failed");
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("cancelled");
    assertThat(execution.stepResults().get(0).attempts()).isEqualTo(1);
    assertThat(flow.simulation.nowMs()).as("the tool heeded it").isEqualTo(100);
  }

  @Test
  void a_tool_that_ignores_its_interruption_is_given_up_after_the_grace() {
    flow.with(builder -> builder.cancelGrace(Duration.ofMillis(300)));
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps("{'step_number':1,'tool_id':'stubborn','input_mapping':{'ms':9000}}"),
                Map.of());
    flow.simulation.after(() -> flow.engine().cancel(pending.id()), 100_000_000);
    flow.simulation.runUntilIdle();
    Execution execution = flow.found(pending.id());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(execution.executionTimeMs()).isEqualTo(400);
    assertThat(execution.stepResults().get(0).error())
        .isEqualTo("The tool didn't heed its interruption.");
    assertThat(execution.stepResults().get(0).result().isNull()).isTrue();
  }

  @Test
  void a_tool_that_ends_within_the_grace_keeps_its_outcome() {
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps("{'step_number':1,'tool_id':'stubborn','input_mapping':{'ms':1000}}"),
                Map.of());
    flow.simulation.after(() -> flow.engine().cancel(pending.id()), 100_000_000);
    flow.simulation.runUntilIdle();
    Execution execution = flow.found(pending.id());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(Flow.statuses(execution)).isEqualTo("1 success");
    assertThat(execution.result(1).textValue()).isEqualTo("late");
  }

  @Test
  void
      a_cancellation_after_a_step_has_failed_interrupts_what_still_runs_and_the_run_stays_failed() {
    flow.tool("undo", call -> ToolResult.of("undone"));
    Execution pending =
        flow.engine()
            .submit(
                Flow.parallel(
                    "{'step_number':1,'tool_id':'slow','input_mapping':{'ms':9000}},"
                        + "{'step_number':2,'tool_id':'echo','compensate':{'tool_id':'undo'}},"
                        + "{'step_number':3,'tool_id':'boom'}"),
                Map.of());
    flow.simulation.after(() -> flow.engine().cancel(pending.id()), 100_000_000);
    flow.simulation.after(() -> flow.engine().cancel(pending.id()), 100_000_000);
    flow.simulation.runUntilIdle();
    Execution execution = flow.found(pending.id());
    assertThat(execution.executionTimeMs()).isEqualTo(100);
    assertThat(execution.status()).as("what came first").isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).isEqualTo("Step 3 (boom) failed: broken");
    assertThat(Flow.statuses(execution)).isEqualTo("1 failed, 2 success, 3 failed");
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("cancelled");
    assertThat(execution.compensationResults()).hasSize(1);
    assertThat(flow.facts(pending.id(), "stopping")).as("recorded once").hasSize(1);
  }

  @Test
  void a_deadline_after_a_step_has_failed_ends_what_still_runs() {
    Execution execution =
        flow.submit(
            Flow.workflow(
                "{'name':'w','mode':'parallel','timeout_ms':100,'steps':["
                    + "{'step_number':1,'tool_id':'slow','input_mapping':{'ms':9000}},"
                    + "{'step_number':2,'tool_id':'boom'}]}"));
    assertThat(execution.executionTimeMs()).isEqualTo(100);
    assertThat(execution.error()).isEqualTo("Step 2 (boom) failed: broken");
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("deadline_exceeded");
    assertThat(flow.simulation.nowMs()).as("the tool heeded it").isEqualTo(100);
  }

  @Test
  void cancelling_again_changes_nothing() {
    flow.tool("undo", call -> ToolResult.after("undone", Duration.ofMillis(50)));
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps(
                    "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'undo'}},"
                        + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':9000}}"),
                Map.of());
    flow.simulation.advanceMs(100);
    flow.engine().cancel(pending.id());
    flow.engine().cancel(pending.id());
    flow.simulation.advanceMs(20);
    flow.engine().cancel(pending.id());
    flow.simulation.runUntilIdle();
    Execution execution = flow.found(pending.id());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(execution.compensationResults()).hasSize(1);
    assertThat(execution.compensationResults().get(0).status().text()).isEqualTo("success");
    flow.engine().cancel(pending.id());
    flow.simulation.runUntilIdle();
    assertThat(flow.found(pending.id())).isEqualTo(execution);
  }

  @Test
  void cancelling_again_does_not_interrupt_a_compensation_on_the_executing_thread() {
    flow.tool(
        "undo",
        call -> {
          flow.engine().cancel(call.executionId());
          flow.simulation.pause(call, 50);
          return ToolResult.of("undone");
        });
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'undo'}},"
                + "{'step_number':2,'tool_id':'boom'}");
    assertThat(execution.compensationResults().get(0).status().text()).isEqualTo("success");
    assertThat(execution.status()).as("it was failing already").isEqualTo(ExecutionStatus.FAILED);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void a_finished_run_stays_as_it_was() {
    for (String step :
        new String[] {"{'step_number':1,'tool_id':'echo'}", "{'step_number':1,'tool_id':'boom'}"}) {
      Execution execution = flow.run(step);
      flow.engine().cancel(execution.id());
      flow.simulation.runUntilIdle();
      assertThat(flow.found(execution.id())).isEqualTo(execution);
    }
  }

  @Test
  void a_submitted_run_can_be_cancelled_before_it_starts() {
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps("{'step_number':1,'tool_id':'echo'}"),
                Map.of(),
                ExecuteOptions.defaults().startAt(flow.simulation.instant().plusSeconds(60)));
    flow.simulation.advanceMs(1000);
    assertThat(flow.found(pending.id()).status()).isEqualTo(ExecutionStatus.PENDING);
    flow.engine().cancel(pending.id());
    flow.simulation.runUntilIdle();
    Execution execution = flow.found(pending.id());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(execution.startedAt()).isNull();
    assertThat(execution.executionTimeMs()).isZero();
    assertThat(execution.completedAt()).isEqualTo(flow.simulation.instant());
    assertThat(flow.log).isEmpty();
  }

  @Test
  void a_run_can_be_cancelled_by_its_own_tool_or_listener() {
    flow.tool(
        "suicidal",
        call -> {
          flow.engine().cancel(call.executionId());
          return ToolResult.of("done");
        });
    Execution execution =
        flow.run("{'step_number':1,'tool_id':'suicidal'},{'step_number':2,'tool_id':'echo'}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(Flow.statuses(execution)).isEqualTo("1 success");
    assertThat(Thread.interrupted()).as("the interruption stays in the call").isFalse();
  }

  @Test
  void a_tool_on_the_executing_thread_is_interrupted_and_the_run_is_cancelled_and_not_failed() {
    flow.simulation.after(
        () ->
            flow.engine()
                .cancel(flow.engine().list(dev.sluice.store.ExecutionQuery.all()).get(0).id()),
        100_000_000);
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'slow','on_error':{'result':1},'input_mapping':{'ms':9000}},"
                + "{'step_number':2,'tool_id':'echo'}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(execution.error()).isEqualTo("The execution was cancelled.");
    assertThat(execution.executionTimeMs()).isEqualTo(100);
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("cancelled");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void a_cancellation_that_comes_just_before_a_call_keeps_the_tool_from_being_called() {
    flow.with(
        builder ->
            builder.listener(
                new dev.sluice.execution.ExecutionListener() {
                  @Override
                  public void stepStarted(dev.sluice.execution.StepEvent step) {
                    if (step.stepNumber() == 2) {
                      flow.engine().cancel(step.executionId());
                    }
                  }
                }));
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo'},{'step_number':2,'tool_id':'slow'},"
                + "{'step_number':3,'tool_id':'echo'}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(flow.log).containsExactly("echo 1 {}");
  }

  @Test
  void only_the_caller_who_started_a_run_and_operators_can_cancel_it() {
    Execution pending = flow.engine().as("alice").submit(Flow.steps(SLEEPS), Map.of());
    assertThatThrownBy(() -> flow.engine().as("bob").cancel(pending.id()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> flow.engine().cancel("00000000-0000-7000-8000-00000000ffff"))
        .isInstanceOf(NotFoundException.class);
    flow.engine().admin().cancel(pending.id());
    flow.simulation.runUntilIdle();
    assertThat(flow.engine().as("alice").findExecution(pending.id()).orElseThrow().status())
        .isEqualTo(ExecutionStatus.CANCELLED);
  }
}
