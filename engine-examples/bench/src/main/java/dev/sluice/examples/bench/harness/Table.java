package dev.sluice.examples.bench.harness;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The medians as a table in Markdown, fastest first. */
final class Table {
  private Table() {}

  static String of(List<Rival> rivals) {
    double floor = best(rivals, Entry.Kind.FLOOR);
    double peer = best(rivals, Entry.Kind.PEER);
    StringBuilder out = new StringBuilder();
    out.append(
        """
        | contender | kind | ops/s | CPU µs/op | bytes/op | × floor | × fastest peer |
        |---|---|--:|--:|--:|--:|--:|
        """);
    rivals.stream()
        .sorted(Comparator.comparingDouble(Table::speed).reversed())
        .forEach(rival -> out.append(row(rival, floor, peer)));
    return out.toString();
  }

  private static double best(List<Rival> rivals, Entry.Kind kind) {
    return rivals.stream()
        .filter(rival -> rival.entry().kind() == kind)
        .mapToDouble(Table::speed)
        .max()
        .orElse(Double.NaN);
  }

  private static double speed(Rival rival) {
    return rival.median(Race.ROUND, Sample::opsPerSecond);
  }

  private static String row(Rival rival, double floor, double peer) {
    double speed = speed(rival);
    return String.format(
            Locale.ROOT,
            "| %s | %s | %,.0f | %.2f | %,.0f | %.2f | %.2f |%n",
            rival.entry().name(),
            rival.entry().kind().name().toLowerCase(Locale.ROOT),
            speed,
            rival.median(Race.ROUND, Sample::cpuMicros),
            rival.median(Race.ROUND, Sample::bytesPerOp),
            speed / floor,
            speed / peer)
        .replace("NaN", "-"); // beside whom nobody ran
  }
}
