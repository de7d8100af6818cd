package dev.sluice.internal.engine;

import dev.sluice.error.EngineException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.internal.Nullable;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.Message;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.Store;
import dev.sluice.store.StoreTransaction;
import dev.sluice.store.StoredExecution;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The part of {@link GuardedStore} that keeps runs. */
final class GuardedExecutions implements ExecutionStore {
  private final Store store;
  private volatile @Nullable Boolean shared;

  GuardedExecutions(Store store) {
    this.store = store;
  }

  @Override
  public boolean isShared() {
    Boolean known = shared;
    if (known == null) {
      known = GuardedStore.ask(null, () -> store.executions().isShared());
      shared = known;
    }
    return known;
  }

  @Override
  public @Nullable Fence create(
      NewExecution execution,
      @Nullable Claimant claimant,
      List<? extends Fact> facts,
      Header header) {
    try {
      return store.executions().create(execution, claimant, facts, header);
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(execution.id(), e);
    }
  }

  @Override
  public boolean create(StoreTransaction transaction, NewExecution execution, Header header) {
    try {
      return store.executions().create(transaction, execution, header);
    } catch (EngineException | IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(execution.id(), e);
    }
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, @Nullable Notice notice)
      throws FencedException {
    try {
      store.executions().append(fence, position, facts, header, notice);
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(fence.executionId(), e);
    }
  }

  @Override
  public List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
    return GuardedStore.ask(null, () -> store.executions().claim(claimant, queues, except, most));
  }

  @Override
  public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
    return GuardedStore.ask(null, () -> store.executions().renew(claimant, fences));
  }

  @Override
  public boolean post(@Nullable String caller, String executionId, Fact content) {
    return GuardedStore.ask(
        executionId, () -> store.executions().post(caller, executionId, content));
  }

  @Override
  public List<Message> inbox(String executionId, long after) {
    return GuardedStore.ask(executionId, () -> store.executions().inbox(executionId, after));
  }

  @Override
  public Set<String> withMail(String owner) {
    return GuardedStore.ask(null, () -> store.executions().withMail(owner));
  }

  @Override
  public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
    Objects.requireNonNull(executionId, "executionId");
    return GuardedStore.ask(executionId, () -> store.executions().find(caller, executionId));
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey) {
    return GuardedStore.ask(
        null, () -> store.executions().findByIdempotencyKey(caller, idempotencyKey));
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(
      StoreTransaction transaction, String caller, String idempotencyKey) {
    try {
      return store.executions().findByIdempotencyKey(transaction, caller, idempotencyKey);
    } catch (EngineException | IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(null, e);
    }
  }

  @Override
  public List<StoredExecution> list(ExecutionQuery query) {
    Objects.requireNonNull(query, "query");
    return GuardedStore.ask(null, () -> store.executions().list(query));
  }

  @Override
  public int purge(long endedBeforeMicros, int most) {
    return GuardedStore.ask(null, () -> store.executions().purge(endedBeforeMicros, most));
  }

  @Override
  public int erase(String caller) {
    return GuardedStore.ask(null, () -> store.executions().erase(caller));
  }
}
