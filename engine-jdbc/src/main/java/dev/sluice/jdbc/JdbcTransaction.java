package dev.sluice.jdbc;

import dev.sluice.store.StoreTransaction;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction of the host's own: what is submitted within it is there when the host commits, and
 * never was when it rolls back. The connection must lead to the database that the store is in.
 *
 * <p>A definition that no run had before is stored on another connection, if one is free, so that
 * others can use it meanwhile. After a rollback it stays until a purge finds it unused.
 */
public final class JdbcTransaction implements StoreTransaction {
  private final Connection connection;

  private JdbcTransaction(Connection connection) {
    this.connection = connection;
  }

  /**
   * The transaction that a connection is in.
   *
   * @param connection with auto-commit off; it is neither committed, rolled back nor closed by the
   *     store, and must not be used by another thread meanwhile
   * @return the transaction
   * @throws IllegalArgumentException if the connection is in auto-commit, and so in no transaction
   * @throws dev.sluice.error.StoreUnavailableException if the connection is closed
   */
  public static JdbcTransaction of(Connection connection) {
    try {
      if (connection.getAutoCommit()) {
        throw new IllegalArgumentException(
            "The connection is in auto-commit, where every statement is a transaction of its own;"
                + " call setAutoCommit(false) first, and commit at the end.");
      }
    } catch (SQLException e) {
      throw Failures.unknown(e);
    }
    return new JdbcTransaction(connection);
  }

  /** The connection of a transaction of this store's. */
  static Connection connection(StoreTransaction transaction) {
    if (transaction instanceof JdbcTransaction own) {
      return own.connection;
    }
    throw new IllegalArgumentException(
        "A transaction of this store is made by JdbcTransaction.of(connection).");
  }
}
