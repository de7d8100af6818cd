package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.StepResult;
import dev.sluice.execution.WaitingStep;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingTest {
  private final Flow flow = new Flow();
  private static final String PENDING = "{'step_number':1,'tool_id':'pending'}";

  private Execution parked(String steps) {
    Execution pending = flow.engine().submit(Flow.steps(steps), Map.of());
    flow.simulation.advanceMs(10);
    return flow.found(pending.id());
  }

  @Test
  void a_pending_step_stays_running_until_it_is_completed() {
    Execution running =
        parked(
            PENDING
                + ",{'step_number':2,'tool_id':'echo','input_mapping':{'v':'{{steps.1.result.x}}'}}");
    assertThat(Flow.statuses(running)).isEqualTo("1 running");
    assertThat(running.stepResults().get(0).executionTimeMs()).isNull();
    flow.simulation.advanceMs(4990);
    flow.engine().complete(flow.tokens.get(0), Map.of("x", 7));
    flow.simulation.runUntilIdle();
    Execution ended = flow.found(running.id());
    assertThat(Flow.statuses(ended)).isEqualTo("1 success, 2 success");
    assertThat(ended.result(2)).isEqualTo(Flow.node("{'v':7}"));
    assertThat(ended.stepResults().get(0).executionTimeMs()).isEqualTo(5000);
  }

  @Test
  void a_pending_step_can_be_failed_and_its_retries_apply() {
    Execution running =
        parked(
            "{'step_number':1,'tool_id':'pending','retry':{'max_attempts':2,'initial_delay_ms':100,'on':['lost']}}");
    flow.engine().fail(flow.tokens.get(0), "lost", "nobody came");
    flow.simulation.runUntilIdle();
    assertThat(flow.tokens).hasSize(2);
    assertThat(flow.tokens.get(1)).isNotEqualTo(flow.tokens.get(0));
    flow.engine().fail(flow.tokens.get(1), "lost", "nobody came again");
    flow.simulation.runUntilIdle();
    Execution ended = flow.found(running.id());
    assertThat(ended.error()).isEqualTo("Step 1 (pending) failed: nobody came again");
    assertThat(ended.errorCode()).isEqualTo("lost");
    assertThat(ended.stepResults().get(0).attempts()).isEqualTo(2);
  }

  @Test
  void a_second_completion_has_no_effect() {
    Execution running = parked(PENDING + ",{'step_number':2,'tool_id':'pending'}");
    flow.engine().complete(flow.tokens.get(0), "first");
    flow.engine().complete(flow.tokens.get(0), "second");
    flow.engine().fail(flow.tokens.get(0), "third", "third");
    flow.simulation.runUntilIdle();
    flow.engine().complete(flow.tokens.get(0), "fourth");
    flow.simulation.runUntilIdle();
    flow.engine().complete(flow.tokens.get(1), "end");
    flow.simulation.runUntilIdle();
    Execution ended = flow.found(running.id());
    assertThat(ended.result(1).textValue()).isEqualTo("first");
    flow.engine().complete(flow.tokens.get(0), "fifth");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id())).isEqualTo(ended);
  }

  @Test
  void a_completion_that_comes_before_the_tool_said_that_it_is_pending_is_kept() {
    flow.tool(
        "eager",
        call -> {
          flow.engine().complete(call.completionToken(), "early");
          flow.engine().complete(call.completionToken(), "too late");
          return ToolResult.pending();
        });
    assertThat(flow.run("{'step_number':1,'tool_id':'eager'}").result(1).textValue())
        .isEqualTo("early");
    assertThat(flow.submit(Flow.steps("{'step_number':1,'tool_id':'eager'}")).result(1).textValue())
        .isEqualTo("early");
  }

  @Test
  void an_early_completion_of_a_call_that_then_returns_a_value_has_no_effect() {
    flow.tool(
        "both",
        call -> {
          flow.engine().complete(call.completionToken(), "completed");
          return ToolResult.of("returned");
        });
    assertThat(flow.run("{'step_number':1,'tool_id':'both'}").result(1).textValue())
        .isEqualTo("returned");
  }

  @Test
  void an_early_completion_of_a_call_that_then_fails_is_applied() {
    flow.tool(
        "eager",
        call -> {
          flow.engine().complete(call.completionToken(), "early");
          throw new ToolException("broken", "after all", true);
        });
    String step = "{'step_number':1,'tool_id':'eager','retry':{'max_attempts':3}}";
    assertThat(flow.run(step).result(1).textValue()).isEqualTo("early");
    assertThat(flow.submit(Flow.steps(step)).result(1).textValue()).isEqualTo("early");
    assertThat(flow.log).as("one call each").hasSize(2);
  }

  @Test
  void an_early_completion_of_a_call_that_then_times_out_is_applied() {
    flow.tool(
        "eager",
        call -> {
          flow.engine().complete(call.completionToken(), "early");
          flow.simulation.pause(call, 500);
          return ToolResult.pending();
        });
    Execution execution =
        flow.submit(Flow.steps("{'step_number':1,'tool_id':'eager','timeout_ms':100}"));
    assertThat(execution.result(1).textValue()).isEqualTo("early");
    assertThat(execution.executionTimeMs()).isEqualTo(100);
  }

  @Test
  void an_early_completion_of_one_attempt_does_not_complete_the_next() {
    flow.tool(
        "eager",
        call -> {
          flow.tokens.add(call.completionToken());
          if (call.attempt() == 1) {
            flow.engine().fail(call.completionToken(), "broken", "after all");
          }
          return ToolResult.pending();
        });
    Execution running =
        parked(
            "{'step_number':1,'tool_id':'eager','retry':{'max_attempts':2,'initial_delay_ms':1}}");
    assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
    flow.engine().complete(flow.tokens.get(1), "second attempt");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id()).result(1).textValue()).isEqualTo("second attempt");
  }

  @Test
  void a_token_of_an_attempt_that_is_over_has_no_effect() {
    String id =
        parked(
                "{'step_number':1,'tool_id':'pending','timeout_ms':100,'retry':{'max_attempts':2,'initial_delay_ms':0}}")
            .id();
    flow.simulation.runUntilIdle();
    Execution running = flow.found(id);
    assertThat(running.status()).as("both attempts timed out").isEqualTo(ExecutionStatus.FAILED);
    assertThat(running.stepResults().get(0).errorCode()).isEqualTo("timeout");
    flow.engine().complete(flow.tokens.get(1), "late");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id())).isEqualTo(running);
  }

  @Test
  void pending_until_an_instant_times_out_then() {
    flow.tool("until", call -> ToolResult.pendingUntil(flow.simulation.instant().plusMillis(250)));
    Execution execution =
        flow.run("{'step_number':1,'tool_id':'until','on_error':{'result':'none came'}}");
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("timeout");
    assertThat(execution.result(1).textValue()).isEqualTo("none came");
    assertThat(execution.executionTimeMs()).isEqualTo(250);
  }

  @Test
  void pending_until_the_end_of_time_is_pending() {
    flow.tool("until", call -> ToolResult.pendingUntil(Instant.MAX));
    Execution running = parked("{'step_number':1,'tool_id':'until'}");
    assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(flow.engine().waiting(running.id()).get(0).until()).isNull();
  }

  @Test
  void the_nearer_of_the_timeout_and_the_tools_own_instant_holds() {
    flow.tool("until", call -> ToolResult.pendingUntil(flow.simulation.instant().plusMillis(250)));
    assertThat(flow.run("{'step_number':1,'tool_id':'until','timeout_ms':100}").executionTimeMs())
        .isEqualTo(100);
    assertThat(flow.run("{'step_number':1,'tool_id':'until','timeout_ms':900}").executionTimeMs())
        .isEqualTo(250);
  }

  @Test
  void what_a_run_waits_for_can_be_asked() {
    Execution running =
        parked(
            "{'step_number':3,'tool_id':'pending','for_each':['a','b'],'max_concurrency':2,'timeout_ms':100000,"
                + "'input_mapping':{'v':'{{item}}'}}");
    List<WaitingStep> waiting = flow.engine().waiting(running.id());
    assertThat(waiting).extracting(WaitingStep::index).containsExactly(0, 1);
    assertThat(waiting).extracting(WaitingStep::token).isEqualTo(flow.tokens);
    assertThat(waiting.get(1).arguments()).isEqualTo(Flow.node("{'v':'b'}"));
    assertThat(waiting.get(1).toolId()).isEqualTo("pending");
    assertThat(waiting.get(1).stepNumber()).isEqualTo(3);
    assertThat(waiting.get(1).until()).isNotNull();
    flow.engine().cancel(running.id());
    flow.simulation.runUntilIdle();
    assertThat(flow.engine().waiting(running.id())).isEmpty();
  }

  @Test
  void a_waiting_compensation_names_its_own_tool() {
    Execution running =
        parked(
            "{'step_number':1,'tool_id':'echo','compensate':{'tool_id':'pending','input_mapping':{'u':'{{steps.1.status}}'}}},"
                + "{'step_number':2,'tool_id':'boom'}");
    assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
    WaitingStep waiting = flow.engine().waiting(running.id()).get(0);
    assertThat(waiting.toolId()).isEqualTo("pending");
    assertThat(waiting.arguments()).isEqualTo(Flow.node("{'u':'success'}"));
    flow.engine().complete(waiting.token(), null);
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id()).compensationResults().get(0).status().text())
        .isEqualTo("success");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "x", "a.b.c.d", "....", "\u0000"})
  void what_is_no_token_is_refused(String token) {
    parked(PENDING);
    assertThatThrownBy(() -> flow.engine().complete(token, 1))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> flow.engine().fail(token, "c", "m"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_token_can_not_be_forged() {
    Execution running = parked(PENDING);
    String token = flow.tokens.get(0);
    List<String> forged = new ArrayList<>();
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      forged.add(token.substring(0, i) + other + token.substring(i + 1));
      forged.add(token.substring(0, i));
    }
    forged.add(token + "A");
    forged.add(token.replace(".1.1.", ".1.2."));
    for (String each : forged) {
      assertThatThrownBy(() -> flow.engine().complete(each, "forged"))
          .isInstanceOf(NotFoundException.class);
    }
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id()).status()).isEqualTo(ExecutionStatus.RUNNING);
    Flow elsewhere = new Flow();
    elsewhere.run(PENDING, Map.of(), 0);
    assertThat(elsewhere.tokens.get(0)).as("another engine has another secret").isNotEqualTo(token);
  }

  @Test
  void only_the_caller_who_started_the_run_can_complete_it() {
    flow.engine().as("alice").submit(Flow.steps(PENDING), Map.of());
    flow.simulation.runUntilIdle();
    String token = flow.tokens.get(0);
    assertThatThrownBy(() -> flow.engine().as("bob").complete(token, 1))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> flow.engine().as("bob").fail(token, "c", "m"))
        .isInstanceOf(NotFoundException.class);
    flow.engine().as("alice").complete(token, 1);
  }

  @Test
  void a_failure_needs_a_code_and_a_message() {
    parked(PENDING);
    String token = flow.tokens.get(0);
    assertThatThrownBy(() -> flow.engine().fail(token, null, "m"))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> flow.engine().fail(token, "c", null))
        .isInstanceOf(NullPointerException.class);
    flow.engine().complete(token, "still there");
    flow.simulation.runUntilIdle();
    assertThat(flow.log).hasSize(1);
  }

  @Test
  void a_completion_with_what_is_no_json_fails_the_step() {
    Execution running = parked(PENDING);
    flow.engine().complete(flow.tokens.get(0), new Object());
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id()).errorCode()).isEqualTo("invalid_result");
  }

  @Test
  void tokens_of_one_secret_outlive_the_engine() {
    byte[] secret = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Flow one = new Flow().with(builder -> builder.completionSecret(secret));
    Flow two = new Flow().with(builder -> builder.completionSecret(secret));
    one.run(PENDING, Map.of(), 0);
    two.run(PENDING, Map.of(), 0);
    assertThat(one.tokens).isEqualTo(two.tokens);
  }

  @Test
  void a_failure_needs_a_code_that_is_one_and_its_message_is_cut() {
    Execution running = parked(PENDING);
    String token = flow.tokens.get(0);
    for (String code : new String[] {"", "a\nb", "x".repeat(257), "\ud800"}) {
      assertThatThrownBy(() -> flow.engine().fail(token, code, "no"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id())).isEqualTo(running);
    flow.engine().fail(token, "lost", "m".repeat(5_000));
    flow.simulation.runUntilIdle();
    StepResult step = flow.found(running.id()).stepResults().get(0);
    assertThat(step.error()).hasSize(4 * 1024);
    assertThat(step.errorCode()).isEqualTo("lost");
  }

  @Test
  void a_step_that_waits_for_something_else_is_not_resolved() {
    Execution running = parked(PENDING);
    for (Resolution resolution :
        List.of(Resolution.result(1), Resolution.retry(), Resolution.fail("no"))) {
      assertThatThrownBy(() -> flow.engine().resolve(flow.tokens.get(0), resolution))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("it takes complete, or decide");
    }
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id())).isEqualTo(running);
  }

  @Test
  void only_an_approval_is_answered() {
    Execution running = parked(PENDING);
    Approval yes = Approval.granted("alice", flow.simulation.instant());
    assertThatThrownBy(() -> flow.engine().decide(flow.tokens.get(0), yes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Step 1 is no approval; it takes complete, or fail.");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id())).isEqualTo(running);
  }
}
