package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.Execution;
import dev.sluice.store.Claimant;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.Store;
import dev.sluice.store.StoredExecution;
import dev.sluice.store.WorkflowStore;
import dev.sluice.testkit.DelegatingStore;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** A store that doesn't answer is told as such, and the engine stays usable. */
class UnreliableStoreTest {
  private static final IllegalStateException DOWN = new IllegalStateException("connection refused");

  /** Works until it is told where to fail. */
  private static final class Unreliable extends DelegatingStore {
    @Nullable String failing;
    boolean passing;
    int appendsLeft = Integer.MAX_VALUE;
    boolean fenced;

    /** Which write fails and then works: the creation is 0. */
    int hiccupAt = -1;

    int writes;

    Unreliable() {
      super(Store.inMemory());
    }

    private void hiccup() {
      if (writes == hiccupAt) {
        hiccupAt = -1;
        throw new StoreUnavailableException(null, DOWN, true);
      }
      writes++;
    }

    private void at(String operation) {
      if (operation.equals(failing)) {
        throw passing ? new StoreUnavailableException(null, DOWN, true) : DOWN;
      }
    }

    @Override
    public @Nullable Fence create(
        NewExecution execution,
        @Nullable Claimant owner,
        List<? extends Fact> facts,
        Header header) {
      at("create");
      hiccup();
      return super.create(execution, owner, facts, header);
    }

    @Override
    public void append(
        Fence fence,
        int position,
        List<? extends Fact> facts,
        Header header,
        @Nullable Notice notice)
        throws FencedException {
      hiccup();
      if (appendsLeft-- <= 0) {
        if (fenced) {
          throw new FencedException(fence);
        }
        throw DOWN;
      }
      super.append(fence, position, facts, header, notice);
    }

    @Override
    public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
      at("find");
      return super.find(caller, executionId);
    }

    @Override
    public Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey) {
      at("key");
      return super.findByIdempotencyKey(caller, idempotencyKey);
    }

    @Override
    public List<StoredExecution> list(ExecutionQuery query) {
      at("list");
      return super.list(query);
    }
  }

  private final Unreliable store = new Unreliable();
  private final RecordingTools tools = new RecordingTools().echo("a", "b");
  private final WorkflowEngine engine = WorkflowEngine.builder().store(store).tools(tools).build();
  private final Workflow workflow =
      Workflow.builder("w").step(Step.of("a")).step(Step.of("b")).build();

  private StoreUnavailableException unavailable(Runnable act) {
    StoreUnavailableException e = catchThrowableOfType(StoreUnavailableException.class, act::run);
    assertThat(e).as("StoreUnavailableException").isNotNull();
    assertThat(MDC.get("execution_id")).isNull();
    return e;
  }

  @Test
  void a_run_that_cannot_be_created_calls_no_tool() {
    store.failing = "create";
    StoreUnavailableException e = unavailable(() -> engine.execute(workflow));
    assertThat(e).hasCause(DOWN);
    assertThat(e.executionId()).isNotNull();
    assertThat(tools.calls()).isEmpty();
    store.failing = null;
    assertThat(engine.execute(workflow).orThrow()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Timeout(30)
  void a_run_goes_on_after_a_write_that_failed_once_and_calls_each_tool_once(int write) {
    store.hiccupAt = write;
    Execution execution = engine.execute(workflow).orThrow();
    assertThat(store.hiccupAt).as("it did fail").isEqualTo(-1);
    assertThat(tools.called()).containsExactly("a", "b");
    assertThat(engine.findExecution(execution.id())).contains(execution);
  }

  @Test
  void a_run_that_cannot_be_written_stops_at_its_last_recorded_step() {
    store.appendsLeft = 1;
    StoreUnavailableException e = unavailable(() -> engine.execute(workflow));
    assertThat(e).hasCause(DOWN);
    assertThat(tools.called()).containsExactly("a", "b");
    String id = Objects.requireNonNull(e.executionId());
    assertThat(e).hasMessageContaining(id);
    store.appendsLeft = Integer.MAX_VALUE;
    assertThat(engine.findExecution(id).orElseThrow().stepResults()).hasSize(1);
    assertThat(engine.execute(workflow).orThrow()).isNotNull();
  }

  @Test
  void a_run_that_another_engine_claimed_stops_at_once() {
    store.appendsLeft = 0;
    store.fenced = true;
    StoreUnavailableException e = unavailable(() -> engine.execute(workflow));
    assertThat(e).hasCauseInstanceOf(FencedException.class);
    assertThat(tools.called()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"find", "list", "key"})
  void what_cannot_be_read_is_told_as_such(String operation) {
    store.failing = operation;
    StoreUnavailableException e =
        unavailable(
            () -> {
              switch (operation) {
                case "find" -> engine.findExecution("e1");
                case "list" -> engine.list(ExecutionQuery.all());
                default ->
                    engine.execute(
                        workflow, Map.of(), ExecuteOptions.defaults().withIdempotencyKey("k"));
              }
            });
    assertThat(e).hasCause(DOWN);
    assertThat(tools.calls()).isEmpty();
  }

  @Test
  void an_interrupt_ends_the_wait_for_a_store_that_may_answer_again() {
    store.failing = "find";
    store.passing = true;
    Thread.currentThread().interrupt();
    StoreUnavailableException e = unavailable(() -> engine.findExecution("e1"));
    assertThat(Thread.interrupted()).as("the host finds its interrupt").isTrue();
    assertThat(e).hasCause(DOWN);
  }

  @Test
  void a_store_that_says_itself_that_it_is_unavailable_is_believed() {
    StoreUnavailableException own = new StoreUnavailableException(null, DOWN);
    WorkflowEngine broken =
        WorkflowEngine.builder()
            .tools(tools)
            .store(
                new Store() {
                  @Override
                  public ExecutionStore executions() {
                    throw own;
                  }

                  @Override
                  public WorkflowStore workflows() {
                    throw own;
                  }
                })
            .build();
    assertThatThrownBy(() -> broken.execute(workflow))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> broken.find("wf_1")).isInstanceOf(StoreUnavailableException.class);
  }
}
