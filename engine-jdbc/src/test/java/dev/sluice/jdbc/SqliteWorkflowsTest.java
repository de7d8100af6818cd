package dev.sluice.jdbc;

import dev.sluice.store.WorkflowStore;
import dev.sluice.testkit.WorkflowStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteWorkflowsTest extends WorkflowStoreContract {
  @TempDir Path folder;
  private JdbcStore store;

  @BeforeEach
  void open() {
    store = JdbcStore.create(Sqlite.file(folder));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected WorkflowStore store() {
    return store.workflows();
  }
}
