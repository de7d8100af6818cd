package dev.sluice.jdbc;

import dev.sluice.store.ExecutionStore;
import dev.sluice.testkit.SharedStoreContract;
import org.junit.jupiter.api.AfterEach;

class PostgresStoreTest extends SharedStoreContract {
  private final JdbcStore store = Postgres.builder().build();

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected ExecutionStore store() {
    return store.executions();
  }
}
