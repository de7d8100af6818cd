package dev.sluice.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/** One of the statements that write a group together, with what it writes. */
interface GroupPart {
  /** The statement, with the names put in. */
  String sql();

  /** Sets the statement's parameters. */
  void bind(Bind bind) throws SQLException;

  /** Reads what became of the writes. */
  void read(ResultSet answer) throws SQLException;
}
