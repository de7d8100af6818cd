package dev.sluice.jdbc;

import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;

/** H2 databases in memory. */
final class H2 {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private H2() {}

  static JdbcConnectionPool database() {
    return JdbcConnectionPool.create(
        "jdbc:h2:mem:test" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000",
        "sa",
        "");
  }
}
