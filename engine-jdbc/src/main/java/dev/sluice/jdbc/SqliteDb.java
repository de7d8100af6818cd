package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection that writes and one that reads, since opening a file costs more than most of
 * the work. SQLite has one writer at a time anyway: here they wait for each other in order instead
 * of asking again and again. Every commit is on the disk before it returns.
 */
final class SqliteDb implements Db {
  private static final int BUSY_MILLIS = 5_000;

  /** SQLite asks ever less often, so that a busy neighbour can be in the way each time. */
  private static final int BEGIN_MILLIS = 10_000;

  /** What SQLite answers if there is nothing to roll back; also to nonsense, which isn't asked. */
  private static final int NO_TRANSACTION = 1;

  private final DataSource source;
  private final Dialect dialect;
  private final int busyMillis;
  private final Kept writer = new Kept();
  private final Kept reader = new Kept();

  /** A database in memory exists for its one connection only. */
  private volatile boolean inMemory;

  /** A connection and the right to use it. */
  private static final class Kept {
    final ReentrantLock lock = new ReentrantLock(true);
    @Nullable Connection connection;
  }

  SqliteDb(DataSource source, Dialect dialect) {
    this(source, dialect, BUSY_MILLIS);
  }

  SqliteDb(DataSource source, Dialect dialect, int busyMillis) {
    this.source = source;
    this.dialect = dialect;
    this.busyMillis = busyMillis;
  }

  @Override
  public <T> T read(@Nullable String executionId, Work<T> work) {
    if (!inMemory && writer.connection == null) {
      statement(executionId, connection -> true); // finds out what it is
    }
    return with(inMemory ? writer : reader, executionId, work);
  }

  @Override
  public <T> T statement(@Nullable String executionId, Work<T> work) {
    return with(writer, executionId, work);
  }

  @Override
  public <T> T transaction(@Nullable String executionId, Work<T> work) {
    return with(
        writer,
        executionId,
        connection -> {
          SqliteBusy.outlast(BEGIN_MILLIS, () -> execute(connection, "BEGIN IMMEDIATE"));
          boolean done = false;
          try {
            T result = work.on(connection);
            execute(connection, "COMMIT");
            done = true;
            return result;
          } finally {
            if (!done) {
              rollback(connection);
            }
          }
        });
  }

  private <T> T with(Kept kept, @Nullable String executionId, Work<T> work) {
    kept.lock.lock();
    try {
      Connection connection = kept.connection;
      if (connection == null || connection.isClosed()) {
        connection = open();
        kept.connection = connection;
      }
      return work.on(connection);
    } catch (SQLException e) {
      throw Failures.of(dialect, executionId, e);
    } finally {
      kept.lock.unlock();
    }
  }

  private Connection open() throws SQLException {
    Connection connection = source.getConnection();
    boolean done = false;
    try {
      if (!connection.getAutoCommit()) {
        connection.setAutoCommit(true);
      }
      execute(connection, "PRAGMA busy_timeout = " + busyMillis);
      // Of several that change a new file's mode at once all but one are told that it is busy
      // without having waited.
      String mode = SqliteBusy.outlast(BUSY_MILLIS, () -> writeAhead(connection));
      inMemory = mode.equalsIgnoreCase("memory");
      execute(connection, "PRAGMA synchronous = FULL");
      done = true;
      return connection;
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }

  /** The mode that it has then. */
  private static String writeAhead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
      return mode.next() ? mode.getString(1) : "";
    }
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  /**
   * SQLite may have rolled back already. If it couldn't, the transaction is still open and would be
   * in the way of all others, so the connection is closed, and the next work opens another one.
   */
  private static void rollback(Connection connection) {
    try {
      execute(connection, "ROLLBACK");
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_TRANSACTION) {
        abandon(connection);
      }
    }
  }

  /** What led here says more than that it can't be closed either. */
  private static void abandon(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      return;
    }
  }

  @Override
  public void close() {
    close(reader);
    close(writer);
  }

  private void close(Kept kept) {
    kept.lock.lock();
    try {
      Connection connection = kept.connection;
      kept.connection = null;
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw Failures.of(dialect, null, e);
    } finally {
      kept.lock.unlock();
    }
  }
}
