package dev.sluice.jdbc;

import dev.sluice.error.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a database's failures mean to the engine. */
final class Failures {
  /**
   * Lost connections, rolled back transactions (serialization, deadlock), no resources left (disk,
   * memory, connections), a lock that wasn't available, a server that is going down or coming up.
   */
  private static final List<String> PASSING = List.of("08", "40", "53", "55P03", "57P0");

  private Failures() {}

  static StoreUnavailableException of(
      Dialect dialect, @Nullable String executionId, SQLException e) {
    return new StoreUnavailableException(executionId, e, mayPass(dialect, e));
  }

  /** The failure of a database that couldn't be asked yet what it is. */
  static StoreUnavailableException unknown(SQLException e) {
    return new StoreUnavailableException(null, e, mayPass(e));
  }

  static boolean mayPass(Dialect dialect, SQLException e) {
    return mayPass(e) || dialect.mayPass(e);
  }

  private static boolean mayPass(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return e instanceof SQLTransientException
        || e instanceof SQLRecoverableException
        || PASSING.stream().anyMatch(state::startsWith);
  }
}
