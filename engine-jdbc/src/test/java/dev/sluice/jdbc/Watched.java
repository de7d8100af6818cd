package dev.sluice.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A database whose statements a test sees, and can make fail. */
final class Watched {
  /** What a test does about statements. */
  interface Watcher {
    default void before(String sql) throws SQLException {}

    default void after(String sql) throws SQLException {}
  }

  private Watched() {}

  static DataSource source(DataSource real, Watcher watcher) {
    return like(
        DataSource.class,
        (method, args) -> {
          Object result = ask(real, method, args);
          return result instanceof Connection connection ? watched(connection, watcher) : result;
        });
  }

  private static Connection watched(Connection real, Watcher watcher) {
    return like(
        Connection.class,
        (method, args) -> {
          if (method.getName().equals("commit")) {
            return seen("COMMIT", watcher, () -> ask(real, method, args));
          }
          Object result = ask(real, method, args);
          if (result instanceof PreparedStatement statement) {
            return watched(PreparedStatement.class, statement, (String) args[0], watcher);
          }
          return result instanceof Statement statement
              ? watched(Statement.class, statement, "", watcher)
              : result;
        });
  }

  private static Object watched(Class<?> type, Object real, String prepared, Watcher watcher) {
    return like(
        type,
        (method, args) ->
            method.getName().startsWith("execute")
                ? seen(
                    args == null ? prepared : String.valueOf(args[0]),
                    watcher,
                    () -> ask(real, method, args))
                : ask(real, method, args));
  }

  private interface Answer {
    Object get() throws Throwable;
  }

  private static Object seen(String sql, Watcher watcher, Answer answer) throws Throwable {
    watcher.before(sql);
    Object result = answer.get();
    watcher.after(sql);
    return result;
  }

  private interface Asked {
    Object answer(Method method, Object[] args) throws Throwable;
  }

  private static <T> T like(Class<T> type, Asked asked) {
    return type.cast(
        Proxy.newProxyInstance(
            Watched.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> asked.answer(method, args)));
  }

  private static Object ask(Object real, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
