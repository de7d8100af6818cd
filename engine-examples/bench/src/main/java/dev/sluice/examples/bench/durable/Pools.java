package dev.sluice.examples.bench.durable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The same pool of connections for everyone, with one for each caller and a few to spare. */
final class Pools {
  static final int MOST_CALLERS = 32;

  private Pools() {}

  static HikariDataSource open(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(MOST_CALLERS + 8);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }
}
