package dev.sluice.jdbc;

import dev.sluice.store.ExecutionStore;
import dev.sluice.testkit.SharedStoreContract;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

class H2StoreTest extends SharedStoreContract {
  private final JdbcConnectionPool database = H2.database();
  private final JdbcStore store = JdbcStore.create(database);

  @AfterEach
  void close() {
    database.dispose();
  }

  @Override
  protected ExecutionStore store() {
    return store.executions();
  }
}
