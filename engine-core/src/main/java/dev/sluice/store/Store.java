package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/** Where an engine keeps things: one object that a host passes to it. */
public interface Store {
  /**
   * Where runs are kept.
   *
   * @return always the same object
   */
  ExecutionStore executions();

  /**
   * Where registered workflows are kept.
   *
   * @return always the same object
   */
  WorkflowStore workflows();

  /**
   * The secret that completion tokens are signed with, so that a token which one engine gave out is
   * good for every engine of this store, and after a restart.
   *
   * @return at least 16 bytes, always the same; or null if the store keeps none
   */
  default byte @Nullable [] tokenSecret() {
    return null;
  }

  /**
   * A store in memory that keeps the newest 1,000 ended runs.
   *
   * @return a new store
   */
  static Store inMemory() {
    return inMemory(1_000);
  }

  /**
   * A store in memory.
   *
   * @param keepNewest how many ended runs are kept; runs that haven't ended are never dropped
   * @return a new store
   * @throws IllegalArgumentException if the number is less than 1
   */
  static Store inMemory(int keepNewest) {
    return new InMemoryStore(keepNewest);
  }
}
