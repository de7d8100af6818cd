package dev.sluice.jdbc;

import dev.sluice.store.WorkflowStore;
import dev.sluice.testkit.WorkflowStoreContract;

class PostgresWorkflowsTest extends WorkflowStoreContract {
  private final JdbcStore store = Postgres.builder().build();

  @Override
  protected WorkflowStore store() {
    return store.workflows();
  }
}
