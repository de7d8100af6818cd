package dev.sluice.jdbc;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks SQLite again while another connection, perhaps of another process, is in the way. */
final class SqliteBusy {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int PRIMARY_CODE = 0xff;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private SqliteBusy() {}

  /** What may be asked again: it did nothing if the database was busy. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws SQLException;
  }

  /**
   * Asks until the database isn't busy. An interruption waits too, as it does while SQLite itself
   * waits.
   *
   * @param most the last question isn't begun later than so many milliseconds after the first
   */
  static <T> T outlast(long most, Question<T> question) throws SQLException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(most);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return question.ask();
        } catch (SQLException e) {
          if (!isBusy(e) || System.nanoTime() - end >= 0) {
            throw e;
          }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isBusy(SQLException e) {
    int code = e.getErrorCode() & PRIMARY_CODE;
    return code == BUSY || code == LOCKED;
  }
}
