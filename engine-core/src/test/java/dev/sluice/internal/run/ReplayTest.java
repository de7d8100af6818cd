package dev.sluice.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.plan.PlanCompiler;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.internal.run.RunFact.Started;
import dev.sluice.internal.run.RunFact.Stopping;
import dev.sluice.limit.Limits;
import dev.sluice.store.NewExecution;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run knows after its facts were read back, without the life in which they came up. */
class ReplayTest {
  private static final UnitId ONE = UnitId.ofStep(1);
  private static final UnitId TWO = UnitId.ofStep(2);

  private static RunState replayed(String json, Limits limits, RunFact... facts) {
    Workflow workflow = Workflow.fromJson(json.replace('\'', '"'));
    NewExecution execution =
        new NewExecution(
            "id",
            "caller",
            workflow,
            Map.of(),
            JsonNodeFactory.instance.objectNode(),
            1,
            NewExecution.Start.PLAIN);
    RunState state =
        new RunState(new PlanCompiler(limits, null).compile(workflow).plan(), execution, limits);
    for (RunFact fact : facts) {
      state.replay(fact);
    }
    return state;
  }

  private static Ended ended(UnitId id, StepStatus status, String code) {
    TextNode result = TextNode.valueOf("12345678");
    return new Ended(id, 1, 2, status, result, code, code == null ? null : "message", 0);
  }

  @Test
  void a_fallback_counts_against_the_records_limit() {
    RunState state =
        replayed(
            "{'name':'w','steps':[{'step_number':1,'tool_id':'a','on_error':{'result':'12345678'}},"
                + "{'step_number':2,'tool_id':'a'}]}",
            Limits.builder().recordBytes(15).build(),
            new Started(1),
            ended(ONE, StepStatus.SUCCESS, ErrorCodes.TOOL_ERROR));
    RunDecider decider = new RunDecider(state);
    decider.outcome(decider.next(3), new Outcome.Value(TextNode.valueOf("1234"), 6), 3, 0);
    decider.next(4);
    Execution record = state.record();
    assertThat(record.errorCode()).isEqualTo(ErrorCodes.RESULT_TOO_LARGE);
  }

  @Test
  void a_cancellation_after_a_failure_is_known_and_changes_neither_status_nor_error() {
    RunState state =
        replayed(
            "{'name':'w','mode':'parallel','steps':[{'step_number':1,'tool_id':'a'},"
                + "{'step_number':2,'tool_id':'a'}]}",
            Limits.defaults(),
            new Started(1),
            ended(TWO, StepStatus.FAILED, ErrorCodes.TOOL_ERROR),
            new Stopping(3, ExecutionStatus.CANCELLED, ErrorCodes.CANCELLED, "Cancelled."));
    assertThat(state.halted()).isTrue();
    new RunDecider(state).next(4);
    Execution record = state.record();
    assertThat(record.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(record.error()).isEqualTo("Step 2 (a) failed: message");
    assertThat(state.unwritten()).extracting(RunFact::kind).isEqualTo(List.of("run_ended"));
  }

  @Test
  void calls_count_once_for_each_attempt_and_those_of_children_too() {
    RunState state =
        replayed(
            "{'name':'w','mode':'parallel','steps':[{'step_number':1,'tool_id':'a'},"
                + "{'step_number':2,'tool_id':'a'}]}",
            Limits.defaults(),
            new Started(1),
            new RunFact.RetryDue(ONE, 1, 2, 1, "code", "message", 3),
            new RunFact.Parked(ONE, 2, 4, 1, Long.MAX_VALUE, null, false),
            new RunFact.Spent(ONE, 2, 5, 10),
            new Ended(ONE, 2, 5, StepStatus.SUCCESS, TextNode.valueOf("x"), null, null, 0),
            new RunFact.RetryDue(TWO, 1, 6, 5, "code", "message", 7),
            new Ended(TWO, 1, 7, StepStatus.FAILED, TextNode.valueOf("x"), "code", "given up", 0));
    assertThat(state.calls()).isEqualTo(2 + 10 + 1);
  }

  @Test
  void a_budget_that_is_used_up_halts_nothing() {
    RunState state =
        replayed(
            "{'name':'w','steps':[{'step_number':1,'tool_id':'a'}]}",
            Limits.defaults(),
            new Started(1),
            new Stopping(3, ExecutionStatus.FAILED, ErrorCodes.BUDGET_EXCEEDED, "Used up."));
    assertThat(state.stopping()).isTrue();
    assertThat(state.halted()).isFalse();
  }
}
