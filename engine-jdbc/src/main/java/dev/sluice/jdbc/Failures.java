package dev.sluice.jdbc;

import dev.sluice.error.StoreUnavailableException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a database's failures mean to the engine. */
final class Failures {
  /** A statement that took longer than the host or the server lets it. */
  private static final String CANCELLED = "57014";

  /** A server that was the primary until just now. */
  private static final String READ_ONLY = "25006";

  /**
   * Lost connections, rolled back transactions (serialization, deadlock), no resources left (disk,
   * memory, connections), a lock that wasn't available, a server that is going down or coming up,
   * or isn't the primary any more, and a statement that was given up.
   */
  private static final List<String> PASSING =
      List.of("08", "40", "53", "55P03", "57P0", CANCELLED, READ_ONLY);

  private static final int MOST_CAUSES = 20;

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
    return mayPass(e) || any(e, each -> each instanceof SQLException own && dialect.mayPass(own));
  }

  private static boolean mayPass(SQLException e) {
    return any(
        e,
        each ->
            each instanceof SQLTransientException
                || each instanceof SQLRecoverableException
                || each instanceof SocketTimeoutException
                || PASSING.stream().anyMatch(state(each)::startsWith));
  }

  /** Whether the connection isn't of use any more: another one may do. */
  static boolean isLost(SQLException e) {
    return any(
        e,
        each ->
            each instanceof SocketTimeoutException
                || state(each).startsWith("08")
                || state(each).startsWith("57P0")
                || state(each).equals(READ_ONLY));
  }

  private static String state(Throwable e) {
    return e instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
  }

  /** Drivers and pools wrap what happened, or tell of a batch first and then of its statement. */
  private static boolean any(SQLException e, Predicate<Throwable> test) {
    Deque<Throwable> open = new ArrayDeque<>(List.of(e));
    for (int i = 0; i < MOST_CAUSES && !open.isEmpty(); i++) {
      Throwable each = open.remove();
      if (test.test(each)) {
        return true;
      }
      if (each.getCause() != null) {
        open.add(each.getCause());
      }
      if (each instanceof SQLException sql && sql.getNextException() != null) {
        open.add(sql.getNextException());
      }
    }
    return false;
  }
}
