package dev.sluice.jdbc;

import dev.sluice.store.ExecutionStore;
import dev.sluice.testkit.SharedStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends SharedStoreContract {
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
  protected ExecutionStore store() {
    return store.executions();
  }
}
