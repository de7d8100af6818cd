package dev.sluice.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A small pool, as a host would have one. Closing it closes its connections. */
final class Pool implements DataSource, AutoCloseable {
  private final DataSource source;
  private final Semaphore free;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final List<Connection> all = new ArrayList<>();

  Pool(DataSource source, int most) {
    this.source = source;
    this.free = new Semaphore(most, true);
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      if (!free.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new SQLTransientConnectionException("the pool is used up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted", e);
    }
    boolean done = false;
    try {
      Connection connection = lend(take());
      done = true;
      return connection;
    } finally {
      if (!done) {
        free.release();
      }
    }
  }

  private Connection take() throws SQLException {
    synchronized (idle) {
      while (!idle.isEmpty()) {
        Connection connection = idle.pop();
        if (!connection.isClosed()) {
          return connection;
        }
        all.remove(connection);
      }
      Connection connection = source.getConnection();
      all.add(connection);
      return connection;
    }
  }

  private Connection lend(Connection connection) {
    boolean[] back = {false};
    return (Connection)
        Proxy.newProxyInstance(
            Pool.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("close")) {
                if (!back[0]) {
                  back[0] = true;
                  synchronized (idle) {
                    idle.push(connection);
                  }
                  free.release();
                }
                return null;
              }
              try {
                return method.invoke(connection, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** How many connections are lent. */
  int lent() {
    synchronized (idle) {
      return all.size() - idle.size();
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (idle) {
      for (Connection connection : all) {
        connection.close();
      }
      all.clear();
      idle.clear();
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("this wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
