package dev.sluice.jdbc;

import dev.sluice.store.ExecutionStore;
import dev.sluice.testkit.SharedStoreContract;

class PostgresStoreTest extends SharedStoreContract {
  private final JdbcStore store = Postgres.builder().build();

  @Override
  protected ExecutionStore store() {
    return store.executions();
  }
}
