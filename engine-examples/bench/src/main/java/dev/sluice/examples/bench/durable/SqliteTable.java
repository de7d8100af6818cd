package dev.sluice.examples.bench.durable;

import dev.sluice.examples.bench.harness.Rival;
import dev.sluice.examples.bench.harness.Sample;
import java.util.List;
import java.util.Locale;

/** The medians as a table in Markdown; the ratio is to the last row. */
final class SqliteTable {
  private SqliteTable() {}

  static String of(List<Rival> rivals) {
    Rival last = rivals.get(rivals.size() - 1);
    StringBuilder out =
        new StringBuilder(
            """
            | contender | workflows/s, 1 caller | 32 callers | p50 ms, 1 caller | × single commits, 32 callers |
            |---|--:|--:|--:|--:|
            """);
    for (Rival rival : rivals) {
      double many = rival.median(DurableRace.MANY, Sample::opsPerSecond);
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %,.0f | %.2f | %.2f |%n",
              rival.entry().name(),
              rival.median(DurableRace.ONE, Sample::opsPerSecond),
              many,
              rival.median(DurableRace.ONE, Sample::medianMillis),
              many / last.median(DurableRace.MANY, Sample::opsPerSecond)));
    }
    return out.toString();
  }
}
