package dev.sluice.examples.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.jdbc.JdbcStore;
import dev.sluice.jdbc.SchemaException;
import dev.sluice.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/** Opens the databases that {@link DbOption} names. Loaded by commands that were given one. */
final class Databases {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  private Databases() {}

  /** A store, and what must be closed after it. */
  static OpenStore open(String fileOrUrl, boolean mayCreate) throws Refusal {
    if (fileOrUrl.startsWith(POSTGRESQL)) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(fileOrUrl);
      config.setMaximumPoolSize(4);
      config.setInitializationFailTimeout(-1);
      HikariDataSource pool = new HikariDataSource(config);
      return new OpenStore(store(pool, "The database"), pool);
    } else if (fileOrUrl.startsWith("jdbc:") && !fileOrUrl.startsWith(SQLITE)) {
      throw new Refusal(
          "--db must be a file, which SQLite keeps, or begin with jdbc:postgresql: or jdbc:sqlite:.");
    }
    Path file =
        Path.of(fileOrUrl.startsWith(SQLITE) ? fileOrUrl.substring(SQLITE.length()) : fileOrUrl);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw new Refusal("--db must be a file in a folder that is there, but is " + file + ".");
    } else if (!mayCreate && !Files.exists(file)) {
      throw new Refusal("There is no database " + file + ".");
    }
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(SQLITE + file);
    return new OpenStore(store(source, "The database " + file), null);
  }

  private static JdbcStore store(DataSource source, String name) throws Refusal {
    try {
      return JdbcStore.create(source);
    } catch (SchemaException | IllegalArgumentException e) {
      throw new Refusal(name + " can't be used: " + e.getMessage());
    } catch (StoreUnavailableException e) {
      Throwable cause = e.getCause();
      String why = cause == null ? "" : ": " + cause.getMessage();
      throw new Refusal(name + " can't be opened" + why);
    }
  }

  /** An open store. */
  static final class OpenStore implements AutoCloseable {
    private final JdbcStore store;
    private final @Nullable HikariDataSource pool;

    OpenStore(JdbcStore store, @Nullable HikariDataSource pool) {
      this.store = store;
      this.pool = pool;
    }

    Store store() {
      return store;
    }

    @Override
    public void close() {
      store.close();
      if (pool != null) {
        pool.close();
      }
    }
  }
}
