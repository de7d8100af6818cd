package dev.sluice.examples.bench.durable;

import dev.sluice.examples.bench.harness.Entry;
import dev.sluice.examples.bench.harness.Entry.Kind;
import java.util.List;

/** Five durable steps; the contenders are called by several threads at a time. */
public final class DurableFamily {
  private static final String SQLITE = "jdbc:sqlite:";

  private DurableFamily() {}

  /**
   * Who takes part.
   *
   * @param url leads to the contender's own database, which is empty
   * @return the contenders that use such a database
   */
  public static List<Entry> entries(String url) {
    return url.startsWith(SQLITE) ? sqlite(url) : postgres(url);
  }

  static List<Entry> postgres(String url) {
    return List.of(
        new Entry("floor: append", Kind.FLOOR, () -> new AppendFloor(url)),
        new Entry("floor: group commit", Kind.FLOOR, () -> new GroupFloor(url)),
        new Entry("Sluice", Kind.OURS, () -> Sluice.postgres(url)),
        new Entry("DBOS Transact", Kind.PEER, () -> new Dbos(url)),
        new Entry("db-scheduler", Kind.PEER, () -> new DbScheduler(url)));
  }

  static List<Entry> sqlite(String url) {
    return List.of(
        new Entry("Sluice on SQLite", Kind.OURS, () -> Sluice.sqlite(url, true)),
        new Entry("Sluice on SQLite, single commits", Kind.OURS, () -> Sluice.sqlite(url, false)));
  }
}
