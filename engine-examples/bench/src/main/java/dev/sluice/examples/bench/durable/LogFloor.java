package dev.sluice.examples.bench.durable;

import dev.sluice.examples.bench.harness.Contender;
import java.sql.SQLException;
import java.util.UUID;

/** The agreed work, written by hand; how a checkpoint is committed is what floors differ in. */
abstract class LogFloor implements Contender {
  final Log log;
  private final String suffix;

  LogFloor(String url, String suffix) throws SQLException {
    this.log = new Log(url, suffix);
    this.suffix = suffix;
  }

  /** Returns once the row is committed. */
  abstract void commit(Log.Row row) throws SQLException;

  @Override
  public Object work() throws Exception {
    UUID run = Log.id();
    int count = Agreed.INPUT;
    commit(Log.Row.of(run, 0, count));
    for (int i = 1; i <= Agreed.STEPS; i++) {
      count = Agreed.step(count);
      commit(Log.Row.of(run, i, count));
    }
    return run;
  }

  @Override
  public void check() throws Exception {
    log.check(suffix, (UUID) work());
  }

  @Override
  public void close() {
    log.close();
  }
}
