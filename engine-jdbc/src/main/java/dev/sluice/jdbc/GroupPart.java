package dev.sluice.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One of the statements that write a group together, with what it writes.
 *
 * @param sql the statement, with the names put in
 * @param parameters sets the statement's parameters
 * @param reader reads what became of the writes
 */
record GroupPart(String sql, Parameters parameters, Reader reader) {
  /** What a statement is given. */
  @FunctionalInterface
  interface Parameters {
    void set(Bind bind) throws SQLException;
  }

  /** What is done with its answer. */
  @FunctionalInterface
  interface Reader {
    void read(ResultSet answer) throws SQLException;
  }
}
