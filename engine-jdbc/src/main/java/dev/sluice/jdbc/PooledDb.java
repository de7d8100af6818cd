package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Borrows a connection for each piece of work and gives it back as it was. None waits longer for an
 * answer than the network timeout, and one that was lost is closed.
 */
final class PooledDb implements Db {
  /** Migrations and deletions go through whole tables. */
  private static final int PATIENCE = 60;

  private final DataSource source;
  private final Dialect dialect;
  private final Duration networkTimeout;
  private final NetworkTimeout timeout;
  private final Db reserved;

  /**
   * Lends connections of a data source.
   *
   * @param reserving whether one of them is kept for what leases depend on
   */
  PooledDb(DataSource source, Dialect dialect, Duration networkTimeout, boolean reserving) {
    this.source = source;
    this.dialect = dialect;
    this.networkTimeout = networkTimeout;
    this.timeout = NetworkTimeout.of(networkTimeout);
    this.reserved = reserving ? new ReservedDb(this, source, dialect) : this;
  }

  @Override
  public Db patient() {
    return new PooledDb(source, dialect, networkTimeout.multipliedBy(PATIENCE), false);
  }

  @Override
  public Db reserved() {
    return reserved;
  }

  @Override
  public void reserve() {
    if (reserved != this) {
      reserved.reserve();
    }
  }

  @Override
  public void close() {
    if (reserved != this) {
      reserved.close();
    }
  }

  @Override
  public boolean apart(Work<?> work) {
    Connection borrowed;
    try {
      borrowed = Borrowing.soon(source);
    } catch (SQLException e) {
      return false; // the caller can do without
    }
    try (Connection connection = borrowed) {
      use(connection, true, work);
      return true;
    } catch (SQLException e) {
      throw Failures.of(dialect, null, e);
    }
  }

  @Override
  public <T> T read(@Nullable String executionId, Work<T> work) {
    return statement(executionId, work);
  }

  @Override
  public <T> T statement(@Nullable String executionId, Work<T> work) {
    return lend(executionId, true, work);
  }

  @Override
  public <T> T transaction(@Nullable String executionId, Work<T> work) {
    return lend(
        executionId,
        false,
        connection -> {
          boolean done = false;
          try {
            T result = work.on(connection);
            connection.commit();
            done = true;
            return result;
          } finally {
            if (!done) {
              rollback(connection);
            }
          }
        });
  }

  private <T> T lend(@Nullable String executionId, boolean autoCommit, Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return use(connection, autoCommit, work);
    } catch (SQLException e) {
      throw Failures.of(dialect, executionId, e);
    }
  }

  /** Works with a connection, and leaves it as it was. */
  <T> T use(Connection connection, boolean autoCommit, Work<T> work) throws SQLException {
    int before = timeout.begin(connection);
    try {
      return inMode(connection, autoCommit, work);
    } catch (SQLException e) {
      if (Failures.isLost(e)) {
        NetworkTimeout.abort(connection);
      }
      throw e;
    } finally {
      NetworkTimeout.end(connection, before);
    }
  }

  private static <T> T inMode(Connection connection, boolean autoCommit, Work<T> work)
      throws SQLException {
    boolean before = connection.getAutoCommit();
    if (before == autoCommit) {
      return work.on(connection);
    }
    connection.setAutoCommit(autoCommit);
    boolean done = false;
    try {
      T result = work.on(connection);
      done = true;
      return result;
    } finally {
      restore(connection, before, done);
    }
  }

  /** After a success a failure is told; after a failure it must not hide that. */
  private static void restore(Connection connection, boolean autoCommit, boolean tell)
      throws SQLException {
    try {
      connection.setAutoCommit(autoCommit);
    } catch (SQLException e) {
      if (tell) {
        throw e;
      }
    }
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The failure that led here says more; a connection that can't roll back has lost its work.
      return;
    }
  }
}
