package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection of a pool for what leases depend on: else tools that hold all the others
 * would let the leases of their own runs expire. It is taken when the first run is claimed, and
 * another one when it fails. A pool that has none to spare is used as by everyone else.
 */
final class ReservedDb implements Db {
  private static final System.Logger LOG = System.getLogger("dev.sluice.jdbc");
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int VALID_SECONDS = 1;

  private final PooledDb pool;
  private final DataSource source;
  private final Dialect dialect;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, as what follows. */
  private @Nullable Connection kept;

  private long usedAt;
  private long refusedAt;
  private boolean refused;
  private boolean warned;

  private volatile boolean asked;

  ReservedDb(PooledDb pool, DataSource source, Dialect dialect) {
    this.pool = pool;
    this.source = source;
    this.dialect = dialect;
  }

  /** The first time it takes a connection; whoever comes meanwhile waits until it is known. */
  @Override
  public void reserve() {
    if (!asked) {
      lock.lock();
      try {
        if (!asked) {
          kept = connection();
          asked = true;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public <T> T read(@Nullable String executionId, Work<T> work) {
    return statement(executionId, work);
  }

  @Override
  public <T> T statement(@Nullable String executionId, Work<T> work) {
    if (lock.tryLock()) { // another engine's renewal may be stuck in there
      try {
        Connection connection = connection();
        kept = connection;
        if (connection != null) {
          return on(connection, executionId, work);
        }
      } finally {
        lock.unlock();
      }
    }
    return pool.statement(executionId, work);
  }

  @Override
  public <T> T transaction(@Nullable String executionId, Work<T> work) {
    return pool.transaction(executionId, work);
  }

  private <T> T on(Connection connection, @Nullable String executionId, Work<T> work) {
    boolean done = false;
    try {
      T result = pool.use(connection, true, work);
      usedAt = System.nanoTime();
      done = true;
      return result;
    } catch (SQLException e) {
      throw Failures.of(dialect, executionId, e);
    } finally {
      if (!done) {
        giveBack();
      }
    }
  }

  /** The one that is kept, if it is still good, or a new one, or null. */
  private @Nullable Connection connection() {
    long now = System.nanoTime();
    if (kept != null && now - usedAt >= IDLE_NANOS && !isValid(kept)) {
      giveBack();
    }
    if (kept != null || (refused && now - refusedAt < PAUSE_NANOS)) {
      return kept;
    }
    try {
      Connection taken = take();
      usedAt = System.nanoTime();
      refused = false;
      return taken;
    } catch (SQLException e) {
      refused = true;
      refusedAt = System.nanoTime();
      if (!warned) {
        warned = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "The pool has no connection to spare for renewing leases. If tools and the application"
                + " hold all of its connections for longer than a lease, other engines take this"
                + " one's runs over. Give it at least two, and more than are held at a time.",
            e);
      }
      return null;
    }
  }

  /** If it were a pool's only one, nobody else could do anything any more. */
  private Connection take() throws SQLException {
    Connection connection = Borrowing.soon(source);
    boolean spare = false;
    try {
      Borrowing.soon(source).close();
      spare = true;
      return connection;
    } finally {
      if (!spare) {
        connection.close();
      }
    }
  }

  private static boolean isValid(Connection connection) {
    try {
      return connection.isValid(VALID_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  private void giveBack() {
    Connection connection = kept;
    kept = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        return; // it is lost already
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      giveBack();
      asked = false;
    } finally {
      lock.unlock();
    }
  }
}
