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
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);

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
    waitFor(answer);
    answer.completeExceptionally(
        new SQLTransientConnectionException("no connection was free within a second"));
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e.getCause());
    }
  }

  /** So short that an interrupted thread waits too: what it has begun mustn't depend on that. */
  private static void waitFor(CompletableFuture<?> answer) {
    long since = System.nanoTime();
    boolean interrupted = false;
    long left = SOON_NANOS;
    while (left > 0 && !answer.isDone()) {
      try {
        answer.get(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (TimeoutException | ExecutionException e) {
        break; // whoever asked sees it
      }
      left = SOON_NANOS - (System.nanoTime() - since);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
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
