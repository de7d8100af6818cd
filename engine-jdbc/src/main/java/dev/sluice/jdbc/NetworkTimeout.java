package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * How long a connection that is lent waits for an answer. Without it a thread whose answer was lost
 * on the way would wait for ever. Drivers keep it on their side, so that it costs no round trip.
 * Thread-safe.
 */
final class NetworkTimeout {
  /** Nothing was changed, so nothing is to be put back. */
  static final int UNCHANGED = -1;

  private static final Executor HERE = Runnable::run;

  private final int millis;
  private volatile boolean unsupported;

  private NetworkTimeout(int millis) {
    this.millis = millis;
  }

  /** A timeout; zero leaves connections as they are. */
  static NetworkTimeout of(Duration timeout) {
    long millis =
        timeout.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) < 0
            ? timeout.toMillis()
            : Integer.MAX_VALUE;
    return new NetworkTimeout((int) millis);
  }

  /** What the timeout was before; a shorter one of the host's own is kept. */
  int begin(Connection connection) {
    if (millis == 0 || unsupported) {
      return UNCHANGED;
    }
    try {
      int before = connection.getNetworkTimeout();
      if (before > 0 && before <= millis) {
        return UNCHANGED;
      }
      connection.setNetworkTimeout(HERE, millis);
      return before;
    } catch (SQLFeatureNotSupportedException
        | UnsupportedOperationException
        | AbstractMethodError e) {
      unsupported = true;
      return UNCHANGED;
    } catch (SQLException e) {
      return UNCHANGED; // it is lost; what is done with it will tell
    }
  }

  /** Puts back what {@link #begin} found. */
  static void end(Connection connection, int before) {
    if (before != UNCHANGED) {
      try {
        connection.setNetworkTimeout(HERE, before);
      } catch (SQLException e) {
        return; // it is lost, and no pool lends it again
      }
    }
  }

  /**
   * Closes a connection whose answers can't be trusted any more, so that no pool lends it again.
   */
  static void abort(Connection connection) {
    try {
      connection.abort(HERE);
    } catch (SQLException | UnsupportedOperationException | AbstractMethodError e) {
      return; // the driver has closed it itself, or leaves it to the pool
    }
  }
}
