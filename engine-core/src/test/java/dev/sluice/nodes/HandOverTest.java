package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Durability;
import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Claimant;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.SharedStores;
import dev.sluice.store.Store;
import dev.sluice.store.StoreTransaction;
import dev.sluice.testkit.DelegatingStore;
import dev.sluice.testkit.Simulation;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How runs pass from one engine to another, and when they don't. In virtual time. */
class HandOverTest {
  private static final Workflow TWO =
      workflow(
          "{'step_number':1,'tool_id':'act','input_mapping':{'name':'a'}},"
              + "{'step_number':2,'tool_id':'act','input_mapping':{'name':'b'}}");

  private final Simulation world = new Simulation(1, 0);
  private final Store store = SharedStores.create(world::micros);
  private final List<String> calls = new ArrayList<>();

  private static Workflow workflow(String steps) {
    return Workflow.fromJson(("{'name':'w','steps':[" + steps + "]}").replace('\'', '"'));
  }

  private static String name(ToolCall call) {
    return call.arguments().path("name").asText();
  }

  /** An engine whose tool notes its calls, and then does something. */
  private WorkflowEngine.Builder engine(Node node, ToolInvoker act) {
    return engine(node, act, store);
  }

  private WorkflowEngine.Builder engine(Node node, ToolInvoker act, Store on) {
    return WorkflowEngine.builder()
        .host(node.host())
        .store(node.store(on))
        .lease(Duration.ofSeconds(4))
        .pollInterval(Duration.ofMillis(500))
        .closePatience(Duration.ZERO)
        .tools(new SleepTool())
        .tools(
            Tools.builder()
                .tool(
                    "act",
                    call -> {
                      calls.add(name(call));
                      return act.invoke(call);
                    })
                .build());
  }

  private WorkflowEngine echoing(Node node) {
    return engine(node, call -> ToolResult.of(name(call))).build();
  }

  private Node node() {
    return new Node(world, 0);
  }

  @Test
  void whoever_was_fenced_off_waits_for_the_outcome_of_the_other() {
    Node slow = node();
    WorkflowEngine first =
        engine(
                slow,
                call -> {
                  slow.pause(10_000);
                  world.pauseRegardless(10_000);
                  return ToolResult.of("late");
                })
            .build();
    echoing(node()).start();
    Execution record = first.execute(TWO, Map.of());
    assertThat(record.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(record.result(1).asText()).as("the other's result, not its own").isEqualTo("a");
    assertThat(calls).containsExactly("a", "a", "b");
    assertThat(first.findExecution(record.id())).contains(record);
  }

  /** A store that can be cut off. */
  private static final class Cuttable extends DelegatingStore {
    boolean cut;

    Cuttable(Store store) {
      super(store);
    }

    @Override
    public void append(
        Fence fence,
        int position,
        List<? extends Fact> facts,
        Header header,
        @Nullable Notice notice)
        throws FencedException {
      if (cut) {
        throw new StoreUnavailableException(null, null, true);
      }
      super.append(fence, position, facts, header, notice);
    }
  }

  @Test
  void an_engine_that_stood_still_calls_nothing_before_its_claim_is_renewed() {
    Node slow = node();
    Store late =
        new DelegatingStore(store) {
          @Override
          public void append(
              Fence fence,
              int position,
              List<? extends Fact> facts,
              Header header,
              @Nullable Notice notice)
              throws FencedException {
            super.append(fence, position, facts, header, notice);
            if (fence.attempt() == 1) {
              slow.pause(10_000);
            }
          }
        };
    WorkflowEngine first = engine(slow, call -> ToolResult.of("first"), late).build();
    engine(node(), call -> ToolResult.of("second")).build().start();
    Execution record = first.execute(TWO, Map.of());
    assertThat(record.result(1).asText()).isEqualTo("first");
    assertThat(record.result(2).asText()).isEqualTo("second");
    assertThat(calls).containsExactly("a", "b");
  }

  @Test
  void a_creation_whose_answers_were_lost_is_no_conflict_though_another_engine_has_run_it() {
    boolean[] lost = {true};
    world.after(() -> lost[0] = false, 9_000_000_000L);
    Store losing =
        new DelegatingStore(store) {
          @Override
          public @Nullable Fence create(
              NewExecution execution,
              @Nullable Claimant claimant,
              List<? extends Fact> facts,
              Header header) {
            Fence fence = super.create(execution, claimant, facts, header);
            if (lost[0]) {
              throw new StoreUnavailableException(execution.id(), null, true);
            }
            return fence;
          }
        };
    WorkflowEngine first = engine(node(), call -> ToolResult.of("first"), losing).build();
    engine(node(), call -> ToolResult.of("second")).build().start();
    Execution record = first.execute(TWO, Map.of());
    assertThat(record.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(record.result(1).asText()).isEqualTo("second");
    assertThat(calls).containsExactly("a", "b");
    assertThat(first.list(ExecutionQuery.all())).hasSize(1);
  }

  @Test
  void a_child_is_cancelled_with_its_parent_though_another_engine_started_it() {
    Node dying = node();
    WorkflowEngine first = echoing(dying);
    first.start();
    first.register(
        Workflow.fromJson(
            "{'id':'child','name':'c','steps':[{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':3000000}}]}"
                .replace('\'', '"')));
    String id =
        first.submit(workflow("{'step_number':1,'tool_id':'workflow:child'}"), Map.of()).id();
    world.advanceMs(3_000);
    dying.kill();
    WorkflowEngine second = echoing(node());
    second.start();
    world.advanceMs(10_000);
    second.cancel(id);
    world.advanceMs(10_000);
    assertThat(second.list(ExecutionQuery.all()))
        .hasSize(2)
        .allMatch(run -> run.status() == ExecutionStatus.CANCELLED);
  }

  @Test
  void execute_gives_up_a_store_that_does_not_answer_and_another_engine_goes_on() {
    Cuttable cuttable = new Cuttable(store);
    WorkflowEngine first =
        engine(
                node(),
                call -> {
                  cuttable.cut = true;
                  return ToolResult.of("lost");
                },
                cuttable)
            .storeTimeout(Duration.ofSeconds(7))
            .build();
    long before = world.nowMs();
    assertThatThrownBy(() -> first.execute(TWO, Map.of()))
        .isInstanceOfSatisfying(
            StoreUnavailableException.class,
            e ->
                assertThat(e.executionId())
                    .isEqualTo(first.list(ExecutionQuery.all()).get(0).id()));
    assertThat(world.nowMs() - before).isBetween(7_000L, 10_000L);
    WorkflowEngine second = echoing(node());
    second.start();
    world.advanceMs(10_000);
    Execution record = second.list(ExecutionQuery.all()).get(0);
    assertThat(record.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(calls).containsExactly("a", "a", "b");
  }

  @Test
  void a_store_that_answers_again_in_time_costs_nothing_but_time() {
    Cuttable cuttable = new Cuttable(store);
    WorkflowEngine engine =
        engine(
                node(),
                call -> {
                  cuttable.cut = name(call).equals("a");
                  world.after(() -> cuttable.cut = false, 5_000_000_000L);
                  return ToolResult.of(name(call));
                },
                cuttable)
            .build();
    Execution record = engine.execute(TWO, Map.of());
    assertThat(record.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(calls).containsExactly("a", "b");
  }

  @Test
  void a_run_that_crashes_its_engines_is_ended_in_time() {
    String id = null;
    for (int i = 0; i < 5; i++) {
      Node node = node();
      WorkflowEngine engine =
          engine(
                  node,
                  call -> {
                    node.kill();
                    return ToolResult.of("never heard of");
                  })
              .maxRecoveries(3)
              .build();
      engine.start();
      id = id == null ? engine.submit(TWO, Map.of()).id() : id;
      world.advanceMs(10_000);
    }
    Execution record = echoing(node()).findExecution(id).orElseThrow();
    assertThat(record.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(record.errorCode()).isEqualTo("too_many_recoveries");
    assertThat(calls).as("the first engine and three more").hasSize(4);
  }

  @Test
  void an_engine_without_the_tool_leaves_the_run_to_others_and_that_is_no_recovery() {
    Node dying = node();
    WorkflowEngine first =
        engine(
                dying,
                call -> {
                  dying.kill();
                  return ToolResult.of("never heard of");
                })
            .build();
    first.start();
    String id = first.submit(TWO, Map.of()).id();
    world.advanceMs(1_000);
    Node other = node();
    WorkflowEngine without =
        WorkflowEngine.builder()
            .host(other.host())
            .store(other.store(store))
            .lease(Duration.ofSeconds(4))
            .tools(Tools.builder().tool("other", call -> ToolResult.of(1)).build())
            .build();
    without.start();
    world.advanceMs(10_000);
    assertThat(without.findExecution(id).orElseThrow().status()).isEqualTo(ExecutionStatus.RUNNING);
    WorkflowEngine able =
        engine(node(), call -> ToolResult.of(name(call))).maxRecoveries(1).build();
    able.start();
    world.advanceMs(2_000);
    assertThat(able.findExecution(id).orElseThrow().status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void an_engine_takes_up_runs_of_its_queues_only() {
    WorkflowEngine first = echoing(node());
    ExecuteOptions fast = ExecuteOptions.defaults().withQueue("fast");
    String id = first.submit(TWO, Map.of(), fast).id();
    first.start();
    WorkflowEngine other =
        engine(node(), call -> ToolResult.of(1)).queues("slow", "default").build();
    other.start();
    world.advanceMs(5_000);
    assertThat(first.findExecution(id).orElseThrow().status()).isEqualTo(ExecutionStatus.PENDING);
    WorkflowEngine third = engine(node(), call -> ToolResult.of(1)).queues("fast").build();
    third.start();
    world.advanceMs(1_000);
    assertThat(first.findExecution(id).orElseThrow().status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  /** A tool that knows what became of earlier calls. */
  private static final class Remembering implements ToolInvoker {
    private final List<String> log;
    private final Node node;

    Remembering(Node node, List<String> log) {
      this.node = node;
      this.log = log;
    }

    @Override
    public ToolResult invoke(ToolCall call) {
      log.add("call " + name(call));
      if (name(call).equals("b")) {
        node.kill();
      }
      return ToolResult.of(name(call));
    }

    @Override
    public ToolResult lookup(ToolCall call) {
      log.add("lookup " + name(call) + " #" + call.attempt());
      return ToolResult.of("found");
    }
  }

  @Test
  void a_tool_that_can_say_what_became_of_a_call_is_asked_before_it_is_called_again() {
    for (String policy : List.of("retry", "fail", "ask")) {
      List<String> log = new ArrayList<>();
      Workflow three =
          workflow(
              "{'step_number':1,'tool_id':'act','input_mapping':{'name':'a'}},"
                  + "{'step_number':2,'tool_id':'act','input_mapping':{'name':'b'},'on_uncertain':'"
                  + policy
                  + "'},{'step_number':3,'tool_id':'act','input_mapping':{'name':'c'}}");
      String id = null;
      for (int i = 0; i < 2; i++) {
        Node node = node();
        WorkflowEngine engine =
            WorkflowEngine.builder()
                .host(node.host())
                .store(node.store(store))
                .tools(Tools.builder().tool("act", new Remembering(node, log)).build())
                .build();
        engine.start();
        id = id == null ? engine.submit(three, Map.of()).id() : id;
        world.advanceMs(30_000);
        node.kill();
      }
      assertThat(log).containsExactly("call a", "call b", "lookup b #1", "call c");
      Execution record = echoing(node()).findExecution(id).orElseThrow();
      assertThat(record.result(2).asText()).isEqualTo("found");
    }
  }

  @Test
  void a_run_that_is_written_on_completion_is_not_there_before() {
    List<String> seen = new ArrayList<>();
    WorkflowEngine[] engine = {null};
    engine[0] =
        engine(
                node(),
                call -> {
                  boolean there = engine[0].findExecution(call.executionId()).isPresent();
                  seen.add(there + " " + engine[0].list(ExecutionQuery.all()).size());
                  return ToolResult.of(1);
                })
            .build();
    ExecuteOptions late = ExecuteOptions.defaults().withDurability(Durability.ON_COMPLETION);
    Execution record = engine[0].execute(TWO, Map.of(), late);
    assertThat(seen).containsExactly("false 0", "false 0");
    assertThat(engine[0].findExecution(record.id())).contains(record);
    assertThatThrownBy(() -> engine[0].execute(TWO, Map.of(), late.withIdempotencyKey("a key")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("idempotency key");
    assertThatThrownBy(() -> engine[0].submit(TWO, Map.of(), late))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("submitted");
  }

  @Test
  void a_run_that_should_be_written_on_completion_is_kept_once_its_caller_goes_away() {
    Workflow waits =
        workflow(
            "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':20000}},"
                + "{'step_number':2,'tool_id':'act','input_mapping':{'name':'b'}}");
    Node first = node();
    ExecuteOptions late =
        ExecuteOptions.defaults()
            .withDurability(Durability.ON_COMPLETION)
            .waitAtMost(Duration.ofSeconds(3));
    Execution running = echoing(first).execute(waits, Map.of(), late);
    assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
    first.kill();
    WorkflowEngine second = echoing(node());
    assertThat(second.findExecution(running.id())).isPresent();
    second.start();
    world.advanceMs(30_000);
    assertThat(second.findExecution(running.id()).orElseThrow().status())
        .isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void a_completion_that_came_before_the_crash_is_not_lost() {
    Node dying = node();
    WorkflowEngine[] first = {null};
    first[0] =
        engine(
                dying,
                call -> {
                  first[0].complete(call.completionToken(), "done");
                  dying.kill();
                  return ToolResult.pending();
                })
            .build();
    first[0].start();
    String id = first[0].submit(workflow("{'step_number':1,'tool_id':'act'}"), Map.of()).id();
    world.advanceMs(1_000);
    WorkflowEngine second = engine(node(), call -> ToolResult.pending()).build();
    second.start();
    world.advanceMs(10_000);
    Execution record = second.findExecution(id).orElseThrow();
    assertThat(record.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(record.result(1).asText()).isEqualTo("done");
    assertThat(calls).as("its completion says that the call was made").hasSize(1);
  }

  @Test
  void a_completion_from_a_node_whose_clock_is_ahead_is_in_time() {
    WorkflowEngine first = engine(node(), call -> ToolResult.pending()).build();
    first.start();
    String id =
        first
            .submit(workflow("{'step_number':1,'tool_id':'act','timeout_ms':60000}"), Map.of())
            .id();
    world.advanceMs(5_000);
    WorkflowEngine ahead = echoing(new Node(world, 300_000));
    ahead.complete(ahead.waiting(id).get(0).token(), "done");
    world.advanceMs(5_000);
    assertThat(first.findExecution(id).orElseThrow().status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  /** A host's transaction of some other store. */
  private static final class Foreign implements StoreTransaction {}

  @Test
  void the_store_in_memory_says_that_it_takes_part_in_no_transaction() {
    WorkflowEngine engine = echoing(node());
    ExecuteOptions within = ExecuteOptions.defaults().within(new Foreign());
    assertThatThrownBy(() -> engine.submit(TWO, Map.of(), within))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can't take part in a transaction");
    assertThatThrownBy(() -> engine.execute(TWO, Map.of(), within))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can only be submitted");
    assertThat(engine.list(ExecutionQuery.all())).isEmpty();
  }
}
