package dev.sluice.store;

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
   * A store in memory that keeps the newest 10,000 ended runs.
   *
   * @return a new store
   */
  static Store inMemory() {
    return inMemory(10_000);
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
