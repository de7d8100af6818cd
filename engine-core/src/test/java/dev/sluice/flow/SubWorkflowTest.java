package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubWorkflowTest {
  private final Flow flow = new Flow();

  private Workflow register(String id, String steps, String more) {
    return flow.engine()
        .register(
            Flow.workflow(
                "{'id':'" + id + "','name':'" + id + "','steps':[" + steps + "]" + more + "}"));
  }

  private static String calls(String id, String more) {
    return "{'step_number':1,'tool_id':'workflow:" + id + "'" + more + "}";
  }

  private List<Execution> children(Execution parent) {
    return flow.engine().list(ExecutionQuery.all()).stream()
        .filter(execution -> parent.id().equals(execution.parentId()))
        .toList();
  }

  @Test
  void the_output_of_the_child_is_the_result_of_the_step() {
    register(
        "child",
        "{'step_number':1,'tool_id':'echo','input_mapping':{'v':'{{inputs.v}}'}}",
        ",'output':{'doubled':['{{steps.1.result.v}}','{{steps.1.result.v}}']}");
    Execution execution =
        flow.run(calls("child", ",'input_mapping':{'v':'{{inputs.x}}'}"), Map.of("x", 7));
    assertThat(execution.result(1)).isEqualTo(Flow.node("{'doubled':[7,7]}"));
    Execution child = flow.checked(children(execution).get(0));
    assertThat(child.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(child.userId()).isEqualTo(execution.userId());
    assertThat(child.workflowId()).isEqualTo("child");
    assertThat(child.inputs()).isEqualTo(Flow.node("{'v':7}"));
    assertThat(execution.parentId()).isNull();
    assertThat(execution.toJson()).doesNotContain("parent_id");
  }

  @Test
  void without_an_output_the_results_of_its_steps_are_the_result() {
    register(
        "child",
        "{'step_number':2,'tool_id':'echo','input_mapping':{'v':1}},{'step_number':5,'tool_id':'echo','when':'{{inputs.no}}'}",
        "");
    assertThat(flow.run(calls("child", "")).result(1))
        .isEqualTo(Flow.node("{'2':{'v':1},'5':null}"));
  }

  @Test
  void a_failed_child_fails_the_step_and_says_why() {
    register("child", "{'step_number':1,'tool_id':'boom'}", "");
    Execution execution = flow.run(calls("child", ""));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error())
        .isEqualTo(
            "Step 1 (workflow:child) failed: Execution "
                + children(execution).get(0).id()
                + " is failed: Step 1 (boom) failed: broken");
  }

  @Test
  void each_retry_is_a_run_of_its_own() {
    register("child", "{'step_number':1,'tool_id':'boom'}", "");
    Execution execution =
        flow.run(calls("child", ",'retry':{'max_attempts':3,'initial_delay_ms':5}"));
    assertThat(children(execution)).hasSize(3);
    assertThat(execution.stepResults().get(0).attempts()).isEqualTo(3);
  }

  @Test
  void a_child_in_a_loop_runs_for_each_item() {
    register(
        "child",
        "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':100}}",
        ",'output':'{{inputs.i}}'");
    Execution execution =
        flow.run(
            calls(
                "child",
                ",'for_each':[5,6,7],'max_concurrency':3,'input_mapping':{'i':'{{item}}'}"));
    assertThat(execution.result(1)).isEqualTo(Flow.node("[5,6,7]"));
    assertThat(execution.executionTimeMs()).isEqualTo(100);
    assertThat(children(execution)).hasSize(3);
  }

  @Test
  void a_workflow_that_calls_itself_ends_at_the_depth_limit() {
    Workflow first = register("self", "{'step_number':1,'tool_id':'echo'}", "");
    flow.engine()
        .update(
            Flow.workflow(
                "{'id':'self','name':'self','updated_at':'"
                    + first.updatedAt()
                    + "','steps':["
                    + calls("self", "")
                    + "]}"));
    Execution execution = flow.engine().execute("self");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("too_deep");
    assertThat(flow.engine().list(ExecutionQuery.all())).as("itself and 8 levels").hasSize(9);
  }

  @Test
  void the_definition_is_pinned_when_the_parent_starts() {
    Workflow first =
        register("child", "{'step_number':1,'tool_id':'echo','input_mapping':{'v':'old'}}", "");
    Execution parent =
        flow.engine()
            .submit(
                Flow.steps(
                    "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':100}},"
                        + "{'step_number':2,'tool_id':'workflow:child'}"),
                Map.of());
    flow.engine()
        .update(
            Flow.workflow(
                "{'id':'child','name':'child','updated_at':'"
                    + first.updatedAt()
                    + "','steps':[{'step_number':1,'tool_id':'echo','input_mapping':{'v':'new'}}]}"));
    flow.engine().remove("child");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(parent.id()).result(2)).isEqualTo(Flow.node("{'1':{'v':'old'}}"));
  }

  @Test
  void a_workflow_that_this_caller_may_not_execute_is_refused_before_anything_runs() {
    flow.engine()
        .as("alice")
        .register(
            Flow.workflow("{'id':'hers','name':'h','steps':[{'step_number':1,'tool_id':'echo'}]}"));
    Workflow uses =
        Flow.steps(
            "{'step_number':1,'tool_id':'echo'},{'step_number':2,'tool_id':'workflow:hers'}");
    for (var caller : List.of(flow.engine().as("bob"), flow.engine().as("alice"))) {
      if (caller.find("hers").isPresent()) {
        assertThat(caller.execute(uses, Map.of()).status()).isEqualTo(ExecutionStatus.SUCCESS);
      } else {
        assertThatThrownBy(() -> caller.execute(uses, Map.of()))
            .isInstanceOf(DefinitionRefusedException.class);
        assertThat(flow.log).isEmpty();
      }
    }
  }

  @Test
  void cancelling_the_parent_cancels_the_child() {
    register(
        "child", "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':90000}}", "");
    Execution parent = flow.engine().submit(Flow.steps(calls("child", "")), Map.of());
    flow.simulation.advanceMs(100);
    assertThat(children(parent).get(0).status()).isEqualTo(ExecutionStatus.RUNNING);
    flow.engine().cancel(parent.id());
    flow.simulation.runUntilIdle();
    assertThat(flow.found(parent.id()).status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(children(parent).get(0).status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(flow.simulation.nowMs()).isEqualTo(100);
  }

  @Test
  void a_step_that_times_out_has_the_code_timeout_and_its_children_end_with_it() {
    register(
        "child", "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':90000}}", "");
    Execution execution =
        flow.run(
            calls(
                "child",
                ",'timeout_ms':100,'retry':{'max_attempts':3,'initial_delay_ms':0,'on':['timeout']}"));
    assertThat(execution.errorCode()).isEqualTo("timeout");
    assertThat(execution.executionTimeMs()).isEqualTo(300);
    flow.simulation.runUntilIdle();
    assertThat(children(execution)).hasSize(3).allMatch(child -> child.status().isEnded());
    assertThat(flow.simulation.nowMs()).isEqualTo(300);
  }

  @Test
  void an_attempt_that_is_failed_from_outside_cancels_its_child_though_the_next_begins_at_once() {
    register(
        "child", "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':90000}}", "");
    Execution parent =
        flow.engine()
            .submit(
                Flow.steps(calls("child", ",'retry':{'max_attempts':2,'initial_delay_ms':0}")),
                Map.of());
    flow.simulation.advanceMs(100);
    flow.engine().fail(flow.engine().waiting(parent.id()).get(0).token(), "impatient", "enough");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(parent.id()).status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(children(parent))
        .extracting(Execution::status)
        .containsExactly(ExecutionStatus.SUCCESS, ExecutionStatus.CANCELLED);
  }

  private static ExecuteOptions calls(int most) {
    return ExecuteOptions.defaults().withMaxToolCalls(most);
  }

  @Test
  void a_child_gets_what_is_left_of_the_budget() {
    register("child", "{'step_number':1,'tool_id':'echo','for_each':[1,2,3,4,5]}", "");
    Execution execution =
        flow.run(Flow.steps("{'step_number':9,'tool_id':'workflow:child'}"), Map.of(), calls(4));
    assertThat(execution.errorCode()).isEqualTo("budget_exceeded");
    assertThat(children(execution).get(0).errorCode()).isEqualTo("budget_exceeded");
    assertThat(flow.log).as("the call of the child counts too").hasSize(3);
  }

  @Test
  void what_children_called_counts_in_the_parents_budget() {
    register("child", "{'step_number':1,'tool_id':'echo','for_each':[1,2,3]}", "");
    Workflow loop = Flow.steps(calls("child", ",'for_each':[1,2,3,4]"));
    Execution execution = flow.run(loop, Map.of(), calls(9));
    assertThat(execution.errorCode()).isEqualTo("budget_exceeded");
    assertThat(children(execution)).as("four calls each, and one").hasSize(3);
    assertThat(flow.log).hasSize(3 + 3 + 1);
    assertThat(flow.facts(execution.id(), "spent"))
        .extracting(fact -> fact.unit() + " " + fact.body())
        .containsExactly("1:0 {\"calls\":3}", "1:1 {\"calls\":3}", "1:2 {\"calls\":1}");
    flow.log.clear();
    assertThat(flow.run(loop, Map.of(), calls(16)).status()).isEqualTo(ExecutionStatus.SUCCESS);
    Execution unbounded = flow.run(loop, Map.of());
    assertThat(unbounded.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(flow.facts(unbounded.id(), "spent")).isEmpty();
  }

  @Test
  void what_children_of_children_called_counts_too() {
    register("leaf", "{'step_number':1,'tool_id':'echo','for_each':[1,2]}", "");
    register("middle", calls("leaf", ""), "");
    Workflow top = Flow.steps(calls("middle", "") + ",{'step_number':2,'tool_id':'echo'}");
    assertThat(flow.run(top, Map.of(), calls(5)).status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(flow.run(top, Map.of(), calls(4)).errorCode()).isEqualTo("budget_exceeded");
  }

  @Test
  void the_deadline_is_passed_on() {
    List<Instant> seen = new ArrayList<>();
    flow.tool(
        "look",
        call -> {
          seen.add(call.deadline());
          return ToolResult.of(null);
        });
    register("child", "{'step_number':1,'tool_id':'look'}", "");
    Instant deadline = flow.simulation.instant().plusSeconds(9);
    flow.run(
        Flow.steps(calls("child", "")), Map.of(), ExecuteOptions.defaults().withDeadline(deadline));
    flow.run(Flow.steps(calls("child", ",'timeout_ms':500")), Map.of());
    assertThat(seen).containsExactly(deadline, flow.simulation.instant().plusMillis(500));
  }

  @Test
  void a_child_starts_under_the_parents_idempotency_key() {
    List<String> keys = new ArrayList<>();
    flow.tool(
        "key",
        call -> {
          keys.add(call.idempotencyKey());
          return ToolResult.of(null);
        });
    register("child", "{'step_number':1,'tool_id':'key'}", "");
    Execution parent = flow.run(calls("child", ""));
    Execution child = children(parent).get(0);
    assertThat(keys).containsExactly(child.id() + ":1");
    Workflow pinned = flow.engine().find("child").orElseThrow();
    Execution same =
        flow.engine()
            .execute(
                pinned, Map.of(), ExecuteOptions.defaults().withIdempotencyKey(parent.id() + ":1"));
    assertThat(same).isEqualTo(child);
  }

  @Test
  void arguments_that_the_child_does_not_take_fail_the_step() {
    register(
        "child",
        "{'step_number':1,'tool_id':'echo'}",
        ",'input_schema':{'type':'object','properties':{'n':{'type':'integer'}},'required':['n'],'additionalProperties':false}");
    Execution execution = flow.run(calls("child", ",'input_mapping':{'n':'x'}"));
    assertThat(execution.errorCode()).isEqualTo("invalid_arguments");
    assertThat(children(execution)).isEmpty();
  }

  @Test
  void a_child_may_be_a_compensation() {
    register("undo", "{'step_number':1,'tool_id':'echo','input_mapping':{'v':'{{inputs.v}}'}}", "");
    Execution execution =
        flow.run(
            "{'step_number':1,'tool_id':'echo','input_mapping':{'v':3},'compensate':{'tool_id':'workflow:undo','input_mapping':{'v':'{{steps.1.result.v}}'}}},"
                + "{'step_number':2,'tool_id':'boom'}");
    assertThat(execution.compensationResults().get(0).result())
        .isEqualTo(Flow.node("{'1':{'v':3}}"));
    assertThat(children(execution)).hasSize(1);
  }

  @Test
  void a_failed_parent_does_not_wait_for_siblings_children_that_are_not_needed_any_more() {
    register(
        "child", "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':90000}}", "");
    Execution execution =
        flow.run(
            Flow.parallel(calls("child", "") + ",{'step_number':2,'tool_id':'boom'}"), Map.of());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    flow.simulation.runUntilIdle();
    assertThat(children(execution).get(0).status()).isEqualTo(ExecutionStatus.CANCELLED);
  }
}
