package dev.sluice.store;

import dev.sluice.testkit.ExecutionStoreContract;

class InMemoryExecutionStoreTest extends ExecutionStoreContract {
  private final Store store = Store.inMemory();

  @Override
  protected ExecutionStore store() {
    return store.executions();
  }
}
