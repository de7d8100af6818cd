package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.WorkflowEngine;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Fence;
import dev.sluice.store.Message;
import dev.sluice.store.SharedStores;
import dev.sluice.store.Store;
import dev.sluice.store.StoredExecution;
import dev.sluice.testkit.DelegatingStore;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What engines do with claims when something is wrong with a run, the tools or the store. */
class TakeoverTest {
  private static final Workflow ONE = workflow("{'step_number':1,'tool_id':'act'}");

  private final Simulation world = new Simulation(1, 0);
  private final Store store = SharedStores.create(world::micros);
  private final List<String> calls = new ArrayList<>();
  private final List<Claimed> claims = new ArrayList<>();

  private static Workflow workflow(String steps) {
    return Workflow.fromJson(("{'name':'w','steps':[" + steps + "]}").replace('\'', '"'));
  }

  private ToolInvoker act(ToolInvoker what) {
    return Tools.builder()
        .tool(
            "act",
            call -> {
              calls.add(call.executionId());
              return what.invoke(call);
            })
        .build();
  }

  private WorkflowEngine.Builder engine(Node node, Store on, ToolInvoker tools) {
    return WorkflowEngine.builder()
        .host(node.host())
        .store(node.store(on))
        .lease(Duration.ofSeconds(4))
        .pollInterval(Duration.ofMillis(500))
        .closePatience(Duration.ZERO)
        .maxRecoveries(2)
        .tools(tools);
  }

  private WorkflowEngine echoing(int skewMs) {
    return engine(new Node(world, skewMs), new Witness(), act(call -> ToolResult.of(1))).build();
  }

  private Execution record(String id) {
    return echoing(0).findExecution(id).orElseThrow();
  }

  /** Notes the claims. */
  private class Witness extends DelegatingStore {
    Witness() {
      super(TakeoverTest.this.store);
    }

    @Override
    public List<Claimed> claim(
        Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
      List<Claimed> claimed = super.claim(claimant, queues, except, most);
      claims.addAll(claimed);
      return claimed;
    }
  }

  // ---- something is wrong with a run ----

  /** A store that can't read one of its runs. */
  private final class Damaged extends Witness {
    private final String id;

    Damaged(String id) {
      this.id = id;
    }

    private StoredExecution seen(StoredExecution run) {
      return run.id().equals(id)
          ? StoredExecution.unreadable(
              id,
              run.start(),
              run.header(),
              run.size(),
              new IllegalStateException("the key is missing"))
          : run;
    }

    @Override
    public List<Claimed> claim(
        Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
      return super.claim(claimant, queues, except, most).stream()
          .map(
              one ->
                  new Claimed(
                      one.fence(),
                      seen(one.stored()),
                      one.recoveries(),
                      one.recovered(),
                      one.due(),
                      one.nowMicros()))
          .toList();
    }

    @Override
    public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
      return super.find(caller, executionId).map(this::seen);
    }

    @Override
    public Optional<StoredExecution> findByIdempotencyKey(String caller, String key) {
      return super.findByIdempotencyKey(caller, key).map(this::seen);
    }

    @Override
    public List<StoredExecution> list(ExecutionQuery query) {
      return super.list(query).stream().map(this::seen).toList();
    }
  }

  @Test
  void a_run_that_cannot_be_read_ends_after_its_recoveries_and_holds_up_no_other() {
    WorkflowEngine first = echoing(0);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(first.submit(ONE, Map.of()).id());
    }
    String bad = ids.remove(2);
    WorkflowEngine second =
        engine(new Node(world, 0), new Damaged(bad), act(call -> ToolResult.of(1))).build();
    second.start();
    world.advanceMs(2_000);
    assertThat(ids).allMatch(id -> record(id).status() == ExecutionStatus.SUCCESS);
    assertThat(claims).hasSize(5).noneMatch(Claimed::recovered);
    assertThat(record(bad).status()).isEqualTo(ExecutionStatus.PENDING);
    assertThat(second.list(ExecutionQuery.all()))
        .extracting(Execution::id)
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThatThrownBy(() -> second.findExecution(bad))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(bad)
        .hasRootCauseMessage("the key is missing");
    world.advanceMs(120_000);
    assertThat(record(bad).errorCode()).isEqualTo("too_many_recoveries");
    assertThat(record(bad).error()).contains("3 times", "IllegalStateException");
    assertThat(calls).as("the healthy ones").hasSize(4);
  }

  @Test
  void a_parent_is_told_that_its_child_could_not_be_read() {
    WorkflowEngine first = echoing(0);
    first.register(
        Workflow.fromJson(
            "{\"id\":\"child\",\"name\":\"c\",\"steps\":[{\"step_number\":1,\"tool_id\":\"act\"}]}"));
    Node dying = new Node(world, 0);
    WorkflowEngine parent =
        engine(
                dying,
                store,
                act(
                    call -> {
                      dying.kill();
                      return ToolResult.of(1);
                    }))
            .build();
    parent.start();
    String id =
        parent.submit(workflow("{'step_number':1,'tool_id':'workflow:child'}"), Map.of()).id();
    world.advanceMs(1_000);
    String child =
        first.list(ExecutionQuery.all()).stream()
            .map(Execution::id)
            .filter(each -> !each.equals(id))
            .findFirst()
            .orElseThrow();
    engine(new Node(world, 0), new Damaged(child), act(call -> ToolResult.of(1))).build().start();
    world.advanceMs(120_000);
    assertThat(record(id).status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(record(id).error()).contains("could not be read");
  }

  @Test
  void a_message_that_cannot_be_read_does_not_keep_a_run_from_its_end() {
    WorkflowEngine first = echoing(0);
    String id = first.submit(ONE, Map.of()).id();
    first.cancel(id);
    Store damaged =
        new DelegatingStore(store) {
          @Override
          public List<Message> inbox(String executionId, long after) {
            throw new IllegalStateException("no such key");
          }
        };
    engine(new Node(world, 0), damaged, act(call -> ToolResult.of(1))).build().start();
    world.advanceMs(120_000);
    assertThat(record(id).errorCode()).isEqualTo("too_many_recoveries");
  }

  // ---- something is wrong with the tools ----

  @Test
  void a_run_waits_without_recoveries_while_nobody_can_say_which_tools_there_are() {
    boolean[] broken = {false};
    ToolInvoker flaky =
        new ToolInvoker() {
          @Override
          public ToolResult invoke(ToolCall call) {
            return ToolResult.of(1);
          }

          @Override
          public ToolCatalog catalog() {
            if (broken[0]) {
              throw new IllegalStateException("its server is down");
            }
            return ToolCatalog.of(world.getAsLong(), List.of(ToolDescriptor.of("act")));
          }
        };
    WorkflowEngine engine = engine(new Node(world, 0), new Witness(), flaky).build();
    String id = engine.submit(ONE, Map.of()).id();
    broken[0] = true;
    engine.start();
    world.advanceMs(60_000);
    assertThat(claims).hasSizeBetween(3, 20).noneMatch(Claimed::recovered);
    broken[0] = false;
    world.advanceMs(6_000);
    assertThat(record(id).status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  // ---- an answer never comes ----

  /** A store that doesn't answer some questions for a long time. */
  private final class Silent extends Witness {
    private final String question;
    int left;
    int hanging;
    int most;

    Silent(String question, int times) {
      this.question = question;
      this.left = times;
    }

    private <T> T ask(String what, Supplier<T> answer) {
      if (what.equals(question) && left-- > 0) {
        most = Math.max(most, ++hanging);
        world.pauseRegardless(30_000);
        hanging--;
      }
      return answer.get();
    }

    @Override
    public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
      return ask("renew", () -> super.renew(claimant, fences));
    }

    @Override
    public Set<String> withMail(String owner) {
      return ask("withMail", () -> super.withMail(owner));
    }

    @Override
    public List<Claimed> claim(
        Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
      return ask("claim", () -> super.claim(claimant, queues, except, most));
    }
  }

  /** Twenty seconds in a tool, while another engine looks for what it may take over. */
  private void executeLong(Silent silent) {
    WorkflowEngine first =
        engine(
                new Node(world, 0),
                silent,
                act(
                    call -> {
                      world.pauseRegardless(20_000);
                      return ToolResult.of(1);
                    }))
            .build();
    echoing(0).start();
    assertThat(first.execute(ONE, Map.of()).status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"renew", "withMail"})
  void one_answer_that_never_comes_costs_no_lease(String question) {
    Silent silent = new Silent(question, 1);
    executeLong(silent);
    assertThat(silent.left).isNotPositive();
    assertThat(calls).hasSize(1);
    assertThat(claims).isEmpty();
  }

  @Test
  void leases_are_kept_while_no_question_about_mail_is_answered_and_few_of_them_hang() {
    Silent silent = new Silent("withMail", Integer.MAX_VALUE);
    executeLong(silent);
    assertThat(calls).hasSize(1);
    assertThat(silent.most).isEqualTo(3);
  }

  @Test
  void an_engine_goes_on_claiming_though_one_answer_never_comes() {
    Silent silent = new Silent("claim", 1);
    engine(new Node(world, 0), silent, act(call -> ToolResult.of(1))).build().start();
    long[] at = {0};
    world.after(
        () -> {
          String id = echoing(0).submit(ONE, Map.of()).id();
          world.after(
              () -> at[0] = record(id).status() == ExecutionStatus.SUCCESS ? world.nowMs() : 0,
              3_000_000_000L);
        },
        2_000_000_000L);
    world.advanceMs(10_000);
    assertThat(at[0]).isEqualTo(5_000);
  }

  // ---- clocks differ ----

  private static final Workflow RETRIED =
      workflow(
          "{'step_number':1,'tool_id':'act','retry':{'max_attempts':2,'initial_delay_ms':10000,'jitter':0}}");

  private Execution resumed(int firstSkewMs, int secondSkewMs) {
    Node dying = new Node(world, firstSkewMs);
    WorkflowEngine first =
        engine(
                dying,
                store,
                act(
                    call -> {
                      throw new IllegalStateException("not yet");
                    }))
            .build();
    first.start();
    String id = first.submit(RETRIED, Map.of()).id();
    world.advanceMs(1_000);
    dying.kill();
    echoing(secondSkewMs).start();
    world.advanceMs(20_000);
    return record(id);
  }

  @ParameterizedTest
  @ValueSource(ints = {-300_000, 0, 300_000})
  void a_due_run_goes_on_at_the_stores_time_whatever_the_clock_of_the_engine_says(int skewMs) {
    Execution execution = resumed(0, skewMs);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.executionTimeMs()).isBetween(10_000L, 11_000L);
    assertThat(claims).as("nobody claims it and finds that it isn't due").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-300_000, 300_000})
  void a_due_run_goes_on_at_once_though_the_engine_that_released_it_had_another_time(int skewMs) {
    assertThat(resumed(skewMs, 0).status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(claims).hasSize(1);
  }
}
