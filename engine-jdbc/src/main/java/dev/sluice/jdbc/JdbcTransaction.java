package dev.sluice.jdbc;

import dev.sluice.store.StoreTransaction;
import java.sql.Connection;
import java.util.Objects;

/**
 * A transaction of the host's own: what is submitted within it is there when the host commits, and
 * never was when it rolls back. The connection must lead to the database that the store is in.
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
   */
  public static JdbcTransaction of(Connection connection) {
    return new JdbcTransaction(Objects.requireNonNull(connection, "connection"));
  }

  Connection connection() {
    return connection;
  }
}
