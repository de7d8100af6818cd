package dev.sluice.store;

import dev.sluice.testkit.SharedStoreContract;

class InMemorySharedStoreTest extends SharedStoreContract {
  private final Store store =
      new InMemoryStore(10_000, true, () -> Micros.of(java.time.Instant.now()));

  @Override
  protected ExecutionStore store() {
    return store.executions();
  }
}
