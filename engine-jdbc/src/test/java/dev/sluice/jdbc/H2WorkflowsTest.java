package dev.sluice.jdbc;

import dev.sluice.store.WorkflowStore;
import dev.sluice.testkit.WorkflowStoreContract;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

class H2WorkflowsTest extends WorkflowStoreContract {
  private final JdbcConnectionPool database = H2.database();
  private final JdbcStore store = JdbcStore.create(database);

  @AfterEach
  void close() {
    database.dispose();
  }

  @Override
  protected WorkflowStore store() {
    return store.workflows();
  }
}
