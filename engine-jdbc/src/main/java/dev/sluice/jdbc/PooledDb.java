package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Borrows a connection for each piece of work and gives it back as it was. */
final class PooledDb implements Db {
  private final DataSource source;
  private final Dialect dialect;

  PooledDb(DataSource source, Dialect dialect) {
    this.source = source;
    this.dialect = dialect;
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
    } catch (SQLException e) {
      throw Failures.of(dialect, executionId, e);
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
