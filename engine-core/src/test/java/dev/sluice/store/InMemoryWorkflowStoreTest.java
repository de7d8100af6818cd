package dev.sluice.store;

import dev.sluice.testkit.WorkflowStoreContract;

class InMemoryWorkflowStoreTest extends WorkflowStoreContract {
  private final Store store = Store.inMemory();

  @Override
  protected WorkflowStore store() {
    return store.workflows();
  }
}
