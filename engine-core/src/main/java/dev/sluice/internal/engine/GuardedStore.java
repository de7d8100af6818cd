package dev.sluice.internal.engine;

import dev.sluice.error.EngineException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Store;
import dev.sluice.store.StoredExecution;
import dev.sluice.store.WorkflowStore;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A host's store, of which every exception that isn't one of the engine's own means that it doesn't
 * answer.
 */
final class GuardedStore implements Store {
  private final ExecutionStore executions;
  private final WorkflowStore workflows;

  GuardedStore(Store store) {
    executions = new Executions(store);
    workflows = new Workflows(store);
  }

  @Override
  public ExecutionStore executions() {
    return executions;
  }

  @Override
  public WorkflowStore workflows() {
    return workflows;
  }

  private static <T> T ask(@Nullable String executionId, Supplier<T> question) {
    try {
      return question.get();
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(executionId, e);
    }
  }

  private record Executions(Store store) implements ExecutionStore {
    @Override
    public @Nullable Fence create(
        NewExecution execution, @Nullable String owner, List<? extends Fact> facts, Header header) {
      try {
        return store.executions().create(execution, owner, facts, header);
      } catch (EngineException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new StoreUnavailableException(execution.id(), e);
      }
    }

    @Override
    public void append(Fence fence, List<? extends Fact> facts, Header header)
        throws FencedException {
      try {
        store.executions().append(fence, facts, header);
      } catch (EngineException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new StoreUnavailableException(fence.executionId(), e);
      }
    }

    @Override
    public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
      Objects.requireNonNull(executionId, "executionId");
      return ask(executionId, () -> store.executions().find(caller, executionId));
    }

    @Override
    public Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey) {
      return ask(null, () -> store.executions().findByIdempotencyKey(caller, idempotencyKey));
    }

    @Override
    public List<StoredExecution> list(ExecutionQuery query) {
      Objects.requireNonNull(query, "query");
      return ask(null, () -> store.executions().list(query));
    }
  }

  private record Workflows(Store store) implements WorkflowStore {
    @Override
    public void insert(Workflow workflow) {
      ask(
          null,
          () -> {
            store.workflows().insert(workflow);
            return true;
          });
    }

    @Override
    public boolean update(Workflow workflow, Instant basedOn) {
      return ask(null, () -> store.workflows().update(workflow, basedOn));
    }

    @Override
    public Optional<Workflow> find(String caller, String id) {
      Objects.requireNonNull(id, "id");
      return ask(null, () -> store.workflows().find(caller, id));
    }

    @Override
    public List<Workflow> list(String caller) {
      return ask(null, () -> store.workflows().list(caller));
    }

    @Override
    public boolean remove(String caller, String id) {
      Objects.requireNonNull(id, "id");
      return ask(null, () -> store.workflows().remove(caller, id));
    }
  }
}
