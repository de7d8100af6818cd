package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Fact;
import dev.sluice.store.SharedStores;
import dev.sluice.store.Store;
import dev.sluice.store.StoredExecution;
import dev.sluice.store.WorkflowStore;
import dev.sluice.testkit.DelegatingStore;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever asks a store that doesn't answer for a moment gets an answer. In virtual time. */
class PatientCallersTest {
  private static final Workflow SLEEPS =
      Workflow.fromJson(
          "{\"id\":\"w\",\"name\":\"w\",\"steps\":[{\"step_number\":1,\"tool_id\":\"sleep\",\"input_mapping\":{\"duration_ms\":10000}},"
              + "{\"step_number\":2,\"tool_id\":\"ask\"}]}");

  private final Simulation world = new Simulation(1, 0);
  private final Store store = SharedStores.create(world::micros);
  private final Losing losing = new Losing(store);
  private final WorkflowEngine other = engine(store);
  private final WorkflowEngine engine = engine(losing);
  private String id = "";

  /** A store that loses its answers for a while. */
  private final class Losing extends DelegatingStore {
    private long silentUntilMs = -1;
    private boolean hearsQuestions;
    int lost;

    Losing(Store store) {
      super(store);
    }

    private <T> T told(T answer) {
      if (world.nowMs() < silentUntilMs) {
        lost++;
        throw new StoreUnavailableException(null, null, true);
      }
      return answer;
    }

    @Override
    public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
      Optional<StoredExecution> found = super.find(caller, executionId);
      return hearsQuestions ? found : told(found);
    }

    @Override
    public Optional<StoredExecution> findByIdempotencyKey(String caller, String key) {
      return told(super.findByIdempotencyKey(caller, key));
    }

    @Override
    public List<StoredExecution> list(ExecutionQuery query) {
      return told(super.list(query));
    }

    @Override
    public boolean post(@Nullable String caller, String executionId, Fact content) {
      return told(super.post(caller, executionId, content));
    }

    @Override
    public WorkflowStore workflows() {
      return told(super.workflows());
    }
  }

  private WorkflowEngine engine(Store on) {
    Node node = new Node(world, 0);
    return WorkflowEngine.builder()
        .host(node.host())
        .store(node.store(on))
        .storeTimeout(Duration.ofSeconds(7))
        .tools(new SleepTool())
        .tools(Tools.builder().tool("ask", call -> ToolResult.pending()).build())
        .build();
  }

  @BeforeEach
  void a_run_is_under_way_elsewhere() {
    other.start();
    other.register(SLEEPS);
    id = other.submit(SLEEPS, Map.of(), ExecuteOptions.defaults().withIdempotencyKey("key")).id();
    world.advanceMs(1_000);
  }

  private void silentFor(long ms) {
    losing.lost = 0;
    losing.silentUntilMs = world.nowMs() + ms;
  }

  @Test
  void what_is_read_is_asked_for_again() {
    ExecuteOptions same = ExecuteOptions.defaults().withIdempotencyKey("key");
    List<Runnable> questions =
        List.of(
            () -> assertThat(engine.findExecution(id)).isPresent(),
            () -> assertThat(engine.list(ExecutionQuery.all())).hasSize(1),
            () -> assertThat(engine.waiting(id)).hasSize(1),
            () -> assertThat(engine.submit(SLEEPS, Map.of(), same).id()).isEqualTo(id),
            () -> assertThat(engine.find("w")).isPresent(),
            () -> assertThat(engine.list()).hasSize(1));
    for (Runnable question : questions) {
      silentFor(1_000);
      question.run();
      assertThat(losing.lost).isBetween(2, 20);
    }
  }

  @Test
  void whoever_waits_for_the_end_waits_through_it() {
    CompletableFuture<Execution> future = engine.whenEnded(id).toCompletableFuture();
    world.after(() -> silentFor(4_000), 3_000_000_000L);
    world.after(() -> other.complete(other.waiting(id).get(0).token(), 1), 12_000_000_000L);
    Execution ended = engine.await(id, Duration.ofMinutes(1));
    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(losing.lost).isGreaterThan(2);
    world.advanceMs(2_000);
    assertThat(future).isCompletedWithValue(ended);
  }

  @Test
  void a_message_that_may_have_been_left_twice_has_one_effect() {
    world.advanceMs(12_000);
    String token = other.waiting(id).get(0).token();
    losing.hearsQuestions = true;
    silentFor(1_000);
    engine.complete(token, "once");
    assertThat(losing.lost).isGreaterThan(1);
    engine.cancel(id);
    world.advanceMs(5_000);
    Execution ended = other.findExecution(id).orElseThrow();
    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(ended.result(2).asText()).isEqualTo("once");
  }

  @Test
  void a_store_that_does_not_answer_for_long_is_told_as_such() {
    silentFor(60_000);
    long before = world.nowMs();
    assertThatThrownBy(() -> engine.findExecution(id))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(world.nowMs() - before).isBetween(7_000L, 9_000L);
    silentFor(0);
    CompletableFuture<Execution> future = engine.whenEnded(id).toCompletableFuture();
    silentFor(60_000);
    world.advanceMs(9_000);
    assertThat(future).isCompletedExceptionally();
  }
}
