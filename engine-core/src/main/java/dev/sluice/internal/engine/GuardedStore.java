package dev.sluice.internal.engine;

import dev.sluice.error.EngineException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.internal.Nullable;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Store;
import dev.sluice.store.WorkflowStore;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A host's store, of which every exception that isn't one of the engine's own means that it doesn't
 * answer.
 */
final class GuardedStore implements Store {
  private final ExecutionStore executions;
  private final WorkflowStore workflows;
  private final Supplier<byte @Nullable []> secret;

  GuardedStore(Store store) {
    executions = new GuardedExecutions(store);
    workflows = new Workflows(store);
    secret = store::tokenSecret;
  }

  @Override
  public ExecutionStore executions() {
    return executions;
  }

  @Override
  public WorkflowStore workflows() {
    return workflows;
  }

  @Override
  public byte @Nullable [] tokenSecret() {
    return ask(null, secret);
  }

  static <T extends @Nullable Object> T ask(@Nullable String executionId, Supplier<T> question) {
    try {
      return question.get();
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(executionId, e);
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

    @Override
    public int erase(String caller) {
      return ask(null, () -> store.workflows().erase(caller));
    }

    @Override
    public List<Workflow> history(String caller, String id) {
      return ask(null, () -> store.workflows().history(caller, id));
    }
  }
}
