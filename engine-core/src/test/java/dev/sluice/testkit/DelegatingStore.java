package dev.sluice.testkit;

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
import dev.sluice.store.WorkflowStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes every question on to another store: for tests that change a few of the answers. */
public abstract class DelegatingStore implements Store, ExecutionStore {
  /** The store that answers. */
  protected final Store store;

  /**
   * Passes everything on.
   *
   * @param store the store that answers
   */
  protected DelegatingStore(Store store) {
    this.store = store;
  }

  @Override
  public ExecutionStore executions() {
    return this;
  }

  @Override
  public WorkflowStore workflows() {
    return store.workflows();
  }

  @Override
  public byte @Nullable [] tokenSecret() {
    return store.tokenSecret();
  }

  @Override
  public boolean isShared() {
    return store.executions().isShared();
  }

  @Override
  public @Nullable Fence create(
      NewExecution execution,
      @Nullable Claimant claimant,
      List<? extends Fact> facts,
      Header header) {
    return store.executions().create(execution, claimant, facts, header);
  }

  @Override
  public boolean create(StoreTransaction transaction, NewExecution execution, Header header) {
    return store.executions().create(transaction, execution, header);
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, @Nullable Notice notice)
      throws FencedException {
    store.executions().append(fence, position, facts, header, notice);
  }

  @Override
  public List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
    return store.executions().claim(claimant, queues, except, most);
  }

  @Override
  public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
    return store.executions().renew(claimant, fences);
  }

  @Override
  public boolean post(@Nullable String caller, String executionId, Fact content) {
    return store.executions().post(caller, executionId, content);
  }

  @Override
  public List<Message> inbox(String executionId, long after) {
    return store.executions().inbox(executionId, after);
  }

  @Override
  public Set<String> withMail(String owner) {
    return store.executions().withMail(owner);
  }

  @Override
  public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
    return store.executions().find(caller, executionId);
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey) {
    return store.executions().findByIdempotencyKey(caller, idempotencyKey);
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(
      StoreTransaction transaction, String caller, String idempotencyKey) {
    return store.executions().findByIdempotencyKey(transaction, caller, idempotencyKey);
  }

  @Override
  public List<StoredExecution> list(ExecutionQuery query) {
    return store.executions().list(query);
  }

  @Override
  public int purge(long endedBeforeMicros, int most) {
    return store.executions().purge(endedBeforeMicros, most);
  }

  @Override
  public int erase(String caller) {
    return store.executions().erase(caller);
  }
}
