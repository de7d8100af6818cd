package dev.sluice.examples.bench.durable;

import dev.sluice.examples.bench.harness.Entry;
import dev.sluice.examples.bench.harness.Rival;
import dev.sluice.examples.bench.harness.Sample;
import dev.sluice.examples.bench.harness.Turn;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The medians as a table in Markdown; three numbers in a cell are for 1, 8 and 32 callers. */
final class PostgresTable {
  private static final List<Turn> TURNS =
      List.of(DurableRace.ONE, DurableRace.SOME, DurableRace.MANY);

  private PostgresTable() {}

  static String of(Map<Rival, Costs> rivals) {
    double[] append = best(rivals, entry -> entry.name().equals("floor: append"));
    double[] group = best(rivals, entry -> entry.name().equals("floor: group commit"));
    double[] peer = best(rivals, entry -> entry.kind() == Entry.Kind.PEER);
    StringBuilder out =
        new StringBuilder(
            """
            | contender | kind | workflows/s | p50 ms | CPU µs | bytes | commits | statements | WAL bytes | × append | × group | × fastest peer |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """);
    rivals.entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                    (Map.Entry<Rival, Costs> each) -> speed(each.getKey(), DurableRace.MANY))
                .reversed())
        .forEach(each -> out.append(row(each.getKey(), each.getValue(), append, group, peer)));
    return out.toString();
  }

  private static double speed(Rival rival, Turn turn) {
    return rival.median(turn, Sample::opsPerSecond);
  }

  private static double[] best(Map<Rival, Costs> rivals, Predicate<Entry> which) {
    return TURNS.stream()
        .mapToDouble(
            turn ->
                rivals.keySet().stream()
                    .filter(rival -> which.test(rival.entry()))
                    .mapToDouble(rival -> speed(rival, turn))
                    .max()
                    .orElse(Double.NaN))
        .toArray();
  }

  private static String row(
      Rival rival, Costs costs, double[] append, double[] group, double[] peer) {
    return String.format(
            Locale.ROOT,
            "| %s | %s | %s | %.2f | %,.0f | %,.0f | %.1f | %.1f | %,.0f | %s | %s | %s |%n",
            rival.entry().name(),
            rival.entry().kind().name().toLowerCase(Locale.ROOT),
            TURNS.stream()
                .map(turn -> String.format(Locale.ROOT, "%,.0f", speed(rival, turn)))
                .collect(Collectors.joining(" / ")),
            rival.median(DurableRace.ONE, Sample::medianMillis),
            rival.median(DurableRace.ONE, Sample::cpuMicros),
            rival.median(DurableRace.ONE, Sample::bytesPerOp),
            costs.commits(),
            costs.statements(),
            costs.walBytes(),
            ratios(rival, append),
            ratios(rival, group),
            ratios(rival, peer))
        .replace("NaN", "-"); // beside whom nobody ran
  }

  private static String ratios(Rival rival, double[] others) {
    return Stream.of(0, 1, 2)
        .map(i -> String.format(Locale.ROOT, "%.2f", speed(rival, TURNS.get(i)) / others[i]))
        .collect(Collectors.joining(" / "));
  }
}
