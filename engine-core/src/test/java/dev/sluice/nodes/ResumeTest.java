package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.store.SharedStores;
import dev.sluice.store.Store;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ApprovalTool;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run whose engine died goes on elsewhere from its last recorded fact. */
class ResumeTest {
  /** Thrown out of an engine that dies: nothing of it is heard any more. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Simulation world = new Simulation(1, 0);
  private final Store store = SharedStores.create(world::micros);
  private final List<String> calls = new ArrayList<>();
  private Node dying;
  private String diesIn = "";

  private WorkflowEngine engine(Node node) {
    ToolInvoker act =
        new ToolInvoker() {
          @Override
          public ToolResult invoke(ToolCall call) throws InterruptedException {
            calls.add(call.idempotencyKey().substring(37) + "#" + call.attempt());
            if (call.arguments().path("name").asText().equals(diesIn)) {
              diesIn = "";
              dying.kill();
              return ToolResult.of("lost");
            }
            return ToolResult.of(call.arguments());
          }
        };
    return WorkflowEngine.builder()
        .host(node.host())
        .store(node.store(store))
        .tools(Tools.builder().tool("act", act::invoke).build())
        .tools(new SleepTool())
        .tools(new ApprovalTool(call -> {}))
        .build();
  }

  private static Workflow workflow(String steps) {
    return Workflow.fromJson(("{'name':'w','steps':[" + steps + "]}").replace('\'', '"'));
  }

  private Execution finish(String id) {
    Node other = new Node(world, 0);
    try (WorkflowEngine engine = engine(other)) {
      engine.start();
      world.advanceMs(60_000);
      Execution execution = engine.findExecution(id).orElseThrow();
      other.kill();
      return execution;
    }
  }

  private String begin(Workflow workflow) {
    dying = new Node(world, 0);
    WorkflowEngine engine = engine(dying);
    engine.start();
    String id = engine.submit(workflow, Map.of(), ExecuteOptions.defaults()).id();
    world.advanceMs(5_000);
    return id;
  }

  private static final String THREE =
      "{'step_number':1,'tool_id':'act','input_mapping':{'name':'a'}},"
          + "{'step_number':2,'tool_id':'act','input_mapping':{'name':'b'}POLICY},"
          + "{'step_number':3,'tool_id':'act','input_mapping':{'name':'c','b':'{{steps.1.result.name}}'}}";

  @Test
  void steps_that_were_recorded_are_not_called_again() {
    diesIn = "b";
    String id = begin(workflow(THREE.replace("POLICY", "")));
    assertThat(calls).containsExactly("1#1", "2#1");
    Execution execution = finish(id);
    assertThat(execution.status()).as(execution.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(calls).containsExactly("1#1", "2#1", "2#1", "3#1");
  }

  @Test
  void a_call_that_must_not_be_repeated_fails_with_outcome_unknown() {
    diesIn = "b";
    String id = begin(workflow(THREE.replace("POLICY", ",'on_uncertain':'fail'")));
    Execution execution = finish(id);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("outcome_unknown");
    assertThat(calls).containsExactly("1#1", "2#1");
  }

  @Test
  void a_call_that_a_person_is_asked_about_waits_until_it_is_resolved() {
    for (Resolution resolution :
        List.of(Resolution.result("x"), Resolution.retry(), Resolution.fail("no"))) {
      calls.clear();
      diesIn = "b";
      String id = begin(workflow(THREE.replace("POLICY", ",'on_uncertain':'ask'")));
      assertThat(finish(id).status()).isEqualTo(ExecutionStatus.RUNNING);
      Node third = new Node(world, 0);
      WorkflowEngine engine = engine(third);
      WaitingStep waiting = engine.waiting(id).get(0);
      assertThat(waiting.isUncertain()).isTrue();
      engine.resolve(waiting.token(), resolution);
      third.kill();
      Execution execution = finish(id);
      if (resolution.kind() == Resolution.Kind.FAIL) {
        assertThat(execution.errorCode()).isEqualTo("outcome_unknown");
        assertThat(calls).containsExactly("1#1", "2#1");
      } else if (resolution.kind() == Resolution.Kind.RESULT) {
        assertThat(execution.result(2)).hasToString("\"x\"");
        assertThat(calls).containsExactly("1#1", "2#1", "3#1");
      } else {
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(calls).containsExactly("1#1", "2#1", "2#2", "3#1");
      }
    }
  }

  @Test
  void waits_approvals_and_sub_workflows_survive() {
    Node first = new Node(world, 0);
    WorkflowEngine one = engine(first);
    one.register(
        Workflow.fromJson(
            "{'id':'child','name':'c','steps':[{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':30000}},{'step_number':2,'tool_id':'approval','input_mapping':{'message':'ok?'}}]}"
                .replace('\'', '"')));
    one.start();
    String id =
        one.submit(
                workflow(
                    "{'step_number':1,'tool_id':'workflow:child'},{'step_number':2,'tool_id':'act','input_mapping':{'name':'end','was':'{{steps.1.result}}'}}"),
                Map.of(),
                ExecuteOptions.defaults())
            .id();
    world.advanceMs(3_000);
    first.kill();
    Execution waiting = finish(id);
    assertThat(waiting.status()).as(waiting.toJson()).isEqualTo(ExecutionStatus.RUNNING);
    Node third = new Node(world, 0);
    WorkflowEngine engine = engine(third);
    engine.start();
    String child =
        engine.admin().list(dev.sluice.store.ExecutionQuery.all()).stream()
            .filter(found -> id.equals(found.parentId()))
            .findFirst()
            .orElseThrow()
            .id();
    world.advanceMs(20_000);
    engine.decide(engine.waiting(child).get(0).token(), Approval.granted("anna", world.instant()));
    world.advanceMs(20_000);
    Execution done = engine.findExecution(id).orElseThrow();
    assertThat(done.status()).as(done.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(done.toJson()).contains("anna");
    third.kill();
  }

  @Test
  void a_cancellation_from_another_engine_arrives() {
    Node first = new Node(world, 0);
    WorkflowEngine one = engine(first);
    one.start();
    String id =
        one.submit(
                workflow(
                    "{'step_number':1,'tool_id':'act','input_mapping':{'name':'x'},'compensate':{'tool_id':'act','input_mapping':{'name':'undo'}}},"
                        + "{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':1000000}}"),
                Map.of(),
                ExecuteOptions.defaults())
            .id();
    world.advanceMs(3_000);
    Node second = new Node(world, 0);
    engine(second).cancel(id);
    second.kill();
    world.advanceMs(5_000);
    Execution done = one.findExecution(id).orElseThrow();
    assertThat(done.status()).as(done.toJson()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(calls).containsExactly("1#1", "1:compensate#1");
    first.kill();
  }

  @Test
  void a_run_executed_inline_is_taken_over_when_its_caller_dies() {
    dying = new Node(world, 0);
    diesIn = "b";
    WorkflowEngine engine = engine(dying);
    try {
      engine.execute(workflow(THREE.replace("POLICY", "")), Map.of());
    } catch (Error e) {
      assertThat(e).isInstanceOf(Node.Dead.class);
    }
    Node second = new Node(world, 0);
    WorkflowEngine other = engine(second);
    String id = other.list(dev.sluice.store.ExecutionQuery.all()).get(0).id();
    other.start();
    assertThat(other.await(id, Duration.ofMinutes(1)).status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(calls).containsExactly("1#1", "2#1", "2#1", "3#1");
    second.kill();
  }

  @Test
  void messages_that_a_step_does_not_wait_for_have_no_effect() {
    String approval = "{'step_number':1,'tool_id':'approval','input_mapping':{'message':'ok?'}}";
    String value = "{\"attempt\":1,\"value\":1}";
    String answer =
        "{\"attempt\":1,\"granted\":true,\"by\":\"anna\",\"at\":\"2027-01-01T00:00:00Z\"}";
    String resolution = "{\"attempt\":1,\"value\":1,\"resolves\":true}";
    String sleep = "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':1000000}}";
    String[][] cases = {
      {approval, "complete", value}, {sleep, "decide", answer}, {sleep, "complete", resolution},
    };
    for (String[] each : cases) {
      String id = begin(workflow(each[0]));
      long now = dev.sluice.store.Micros.of(world.instant());
      store.executions().post(null, id, dev.sluice.store.Fact.of(each[1], "1", now, each[2]));
      Execution execution = finish(id);
      assertThat(execution.status()).as(each[1]).isEqualTo(ExecutionStatus.RUNNING);
      dying.kill();
    }
  }

  @Test
  void a_deadline_that_comes_before_the_start_ends_the_run_unstarted() {
    Node node = new Node(world, 0);
    WorkflowEngine engine = engine(node);
    engine.start();
    ExecuteOptions options =
        ExecuteOptions.defaults()
            .withDeadline(world.instant().plusSeconds(10))
            .startAt(world.instant().plusSeconds(3_600));
    String id = engine.submit(workflow(THREE.replace("POLICY", "")), Map.of(), options).id();
    world.advanceMs(9_000);
    assertThat(engine.findExecution(id).orElseThrow().status()).isEqualTo(ExecutionStatus.PENDING);
    world.advanceMs(3_000);
    Execution ended = engine.findExecution(id).orElseThrow();
    assertThat(ended.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(ended.startedAt()).isNull();
    node.kill();
  }
}
