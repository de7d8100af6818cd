package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.tool.Approval;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApprovalTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30Z");
  private static final String ASK =
      "{'step_number':1,'tool_id':'approval','input_mapping':{'message':'Pay {{inputs.sum}}?',"
          + "'arguments':{'sum':'{{inputs.sum}}','to':'acme'}}},"
          + "{'step_number':2,'tool_id':'echo','input_mapping':{'pay':'{{steps.1.result.arguments}}'}}";

  private final Flow flow = new Flow();

  private Execution asked() {
    return asked(ASK);
  }

  private Execution asked(String steps) {
    Execution pending = flow.engine().submit(Flow.steps(steps), Map.of("sum", 50));
    flow.simulation.runUntilIdle();
    return flow.found(pending.id());
  }

  private Execution decided(Execution running, Approval approval) {
    flow.engine().decide(flow.tokens.get(0), approval);
    flow.simulation.runUntilIdle();
    return flow.found(running.id());
  }

  @Test
  void the_request_can_be_seen_while_it_waits() {
    Execution running = asked();
    assertThat(flow.engine().waiting(running.id()).get(0).arguments())
        .isEqualTo(Flow.node("{'message':'Pay 50?','arguments':{'sum':50,'to':'acme'}}"));
    assertThat(flow.engine().waiting(running.id()).get(0).token()).isEqualTo(flow.tokens.get(0));
  }

  @Test
  void yes_gives_who_when_and_the_arguments_as_asked() {
    Execution ended = decided(asked(), Approval.granted("alice", AT));
    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(ended.result(1))
        .isEqualTo(
            Flow.node(
                "{'approved':true,'by':'alice','at':'2026-03-01T10:15:30Z','arguments':{'sum':50,'to':'acme'}}"));
    assertThat(ended.result(2)).isEqualTo(Flow.node("{'pay':{'sum':50,'to':'acme'}}"));
  }

  @Test
  void yes_with_other_arguments_gives_those() {
    Execution ended = decided(asked(), Approval.grantedWith("alice", AT, Flow.node("{'sum':40}")));
    assertThat(ended.result(2)).isEqualTo(Flow.node("{'pay':{'sum':40}}"));
  }

  @Test
  void edited_arguments_are_put_into_the_normal_form_of_json() {
    Execution ended =
        decided(
            asked(),
            Approval.grantedWith(
                "alice",
                AT,
                JsonNodeFactory.instance.objectNode().set("sum", DoubleNode.valueOf(1.5))));
    assertThat(ended.result(2).at("/pay/sum").isBigDecimal()).isTrue();
    Flow other = new Flow();
    Execution running = other.engine().submit(Flow.steps(ASK), Map.of("sum", 1));
    other.simulation.runUntilIdle();
    other
        .engine()
        .decide(
            other.tokens.get(0), Approval.grantedWith("alice", AT, DoubleNode.valueOf(Double.NaN)));
    other.simulation.runUntilIdle();
    assertThat(other.found(running.id()).errorCode()).isEqualTo("invalid_result");
  }

  @Test
  void without_arguments_there_are_none() {
    Execution ended =
        decided(
            asked("{'step_number':1,'tool_id':'approval','input_mapping':{'message':'ok?'}}"),
            Approval.granted("alice", AT));
    assertThat(ended.result(1).get("arguments").isNull()).isTrue();
  }

  @Test
  void no_fails_the_step_and_says_who_when_and_why() {
    Execution ended = decided(asked(), Approval.rejected("bob", AT, "too much"));
    assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(ended.errorCode()).isEqualTo("rejected");
    assertThat(ended.stepResults().get(0).error())
        .isEqualTo("Rejected by bob at 2026-03-01T10:15:30Z: too much");
    assertThat(Flow.statuses(ended)).isEqualTo("1 failed");
  }

  @Test
  void on_error_decides_what_a_no_means_and_it_is_never_asked_again() {
    Execution ended =
        decided(
            asked(
                "{'step_number':1,'tool_id':'approval','on_error':'continue','retry':{'max_attempts':5},"
                    + "'input_mapping':{'message':'ok?'}},"
                    + "{'step_number':2,'tool_id':'echo','input_mapping':{'s':'{{steps.1.status}}'}}"),
            Approval.rejected("bob", AT, null));
    assertThat(flow.tokens).hasSize(1);
    assertThat(ended.result(2)).isEqualTo(Flow.node("{'s':'failed'}"));
    assertThat(ended.stepResults().get(0).error())
        .isEqualTo("Rejected by bob at 2026-03-01T10:15:30Z");
  }

  @Test
  void the_first_answer_counts() {
    Execution running = asked();
    flow.engine().decide(flow.tokens.get(0), Approval.rejected("bob", AT, "no"));
    Execution ended = decided(running, Approval.granted("alice", AT));
    assertThat(ended.errorCode()).isEqualTo("rejected");
  }

  @Test
  void an_answer_that_does_not_come_in_time_is_a_timeout() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'approval','timeout_ms':60000,'input_mapping':{'message':'ok?'}}");
    assertThat(execution.errorCode()).isEqualTo("timeout");
    assertThat(execution.executionTimeMs()).isEqualTo(60000);
  }

  @Test
  void only_the_caller_who_started_the_run_can_answer() {
    flow.engine().as("alice").submit(Flow.steps(ASK), Map.of("sum", 1));
    flow.simulation.runUntilIdle();
    assertThatThrownBy(
            () -> flow.engine().as("bob").decide(flow.tokens.get(0), Approval.granted("bob", AT)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_request_without_a_message_is_refused() {
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'approval','input_mapping':{'message':'{{inputs.m}}'}}",
            java.util.Map.of("m", 5));
    assertThat(execution.errorCode()).isEqualTo("invalid_arguments");
    assertThat(flow.tokens).isEmpty();
  }

  @Test
  void an_approval_takes_an_answer_and_no_value() {
    Execution running = asked();
    assertThatThrownBy(() -> flow.engine().complete(flow.tokens.get(0), Map.of("approved", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Step 1 is an approval, which takes decide.");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id())).isEqualTo(running);
    flow.engine().fail(flow.tokens.get(0), "withdrawn", "nobody is there");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id()).errorCode()).isEqualTo("withdrawn");
  }
}
