package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Asks a data source for a connection that may not be there: a pool that is used up takes half a
 * minute to say so, and can't be told to be quicker.
 */
final class Borrowing {
  private static final long SOON_MILLIS = 1_000;

  private Borrowing() {}

  /**
   * A connection, if there is one within a second. One that comes later is given back at once.
   *
   * @throws SQLException if there is none
   */
  static Connection soon(DataSource source) throws SQLException {
    CompletableFuture<Connection> answer = new CompletableFuture<>();
    Thread thread = new Thread(() -> ask(source, answer), "sluice-jdbc-connection");
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get(SOON_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      refuse(answer, "no connection was free within a second", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(answer, "interrupted while waiting for a connection", e);
    } catch (ExecutionException e) {
      refuse(answer, "it failed already", e);
    }
    try {
      return answer.join(); // it may have come at the last moment
    } catch (CompletionException e) {
      throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e.getCause());
    }
  }

  private static void refuse(CompletableFuture<Connection> answer, String why, Exception cause) {
    answer.completeExceptionally(new SQLTransientConnectionException(why, cause));
  }

  private static void ask(DataSource source, CompletableFuture<Connection> answer) {
    try {
      Connection connection = source.getConnection();
      if (!answer.complete(connection)) {
        connection.close();
      }
    } catch (SQLException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
