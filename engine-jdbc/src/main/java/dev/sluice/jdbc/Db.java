package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Lends connections, and says what their failures mean. Thread-safe. */
interface Db extends AutoCloseable {
  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Does something that changes nothing.
   *
   * @param executionId the run that it is about, or null
   * @param work what is done; each statement sees what was committed before it began
   * @return what it returned
   * @throws dev.sluice.error.StoreUnavailableException if the database doesn't answer
   */
  <T> T read(@Nullable String executionId, Work<T> work);

  /**
   * Does one statement that changes something, committed with it.
   *
   * @param executionId the run that it is about, or null
   * @param work one changing statement; others may only read
   * @return what it returned
   * @throws dev.sluice.error.StoreUnavailableException if the database doesn't answer
   */
  <T> T statement(@Nullable String executionId, Work<T> work);

  /**
   * Does something in a transaction: all of it, or nothing if it throws.
   *
   * @param executionId the run that it is about, or null
   * @param work what is done
   * @return what it returned
   * @throws dev.sluice.error.StoreUnavailableException if the database doesn't answer
   */
  <T> T transaction(@Nullable String executionId, Work<T> work);

  /** For what leases depend on: where all connections of a pool can be lent, it has its own. */
  default Db reserved() {
    return this;
  }

  /** Sees to the connection of {@link #reserved} before runs can make use of all the others. */
  default void reserve() {}

  /**
   * Does one statement on a connection of its own while the caller holds one, if another is free.
   *
   * @param work one statement
   * @return false if none is, or the database has one writer only; nothing was done
   * @throws dev.sluice.error.StoreUnavailableException if the database doesn't answer
   */
  default boolean apart(Work<?> work) {
    return false;
  }

  /** For what may take long: migrations and deletions. */
  default Db patient() {
    return this;
  }

  @Override
  default void close() {}
}
