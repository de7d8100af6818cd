package dev.sluice.examples.bench.durable;

import dev.sluice.examples.bench.harness.Entry;
import dev.sluice.examples.bench.harness.Rival;
import dev.sluice.examples.bench.harness.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Measures with one caller, with some and with many, in turn; each contender has a database of its
 * own.
 */
public final class DurableRace {
  private static final int MOST_WARM_UPS = 8;
  private static final Turn WARM_UP = Turn.crowd(2_500, 8);
  private static final long ROUND_MILLIS = 2_000;
  private static final int COUNTED = 200;
  private static final int COUNTS = 3;
  static final Turn ONE = Turn.crowd(ROUND_MILLIS, 1);
  static final Turn SOME = Turn.crowd(ROUND_MILLIS, 8);
  static final Turn MANY = Turn.crowd(ROUND_MILLIS, Pools.MOST_CALLERS);

  private final Class<?> mainClass;
  private final int rounds;

  /** Makes a contender's database. */
  private interface Place {
    String url(int number) throws IOException, SQLException;
  }

  private DurableRace(Class<?> mainClass, int rounds) {
    this.mainClass = mainClass;
    this.rounds = rounds;
  }

  /**
   * Measures and prints two tables.
   *
   * @param takesPart which contenders
   * @param mainClass takes {@code child}, the family, a contender's name and the database's URL
   * @param rounds how many
   * @throws Exception if a contender doesn't do the agreed work
   */
  public static void run(Predicate<Entry> takesPart, Class<?> mainClass, int rounds)
      throws Exception {
    DurableRace race = new DurableRace(mainClass, rounds);
    List<Entry> postgres = DurableFamily.postgres("").stream().filter(takesPart).toList();
    if (!postgres.isEmpty()) {
      race.postgres(postgres);
    }
    List<Entry> sqlite = DurableFamily.sqlite("").stream().filter(takesPart).toList();
    if (!sqlite.isEmpty()) {
      race.sqlite(sqlite);
    }
  }

  private void postgres(List<Entry> entries) throws IOException, SQLException {
    List<Rival> rivals = new ArrayList<>();
    try (Server server = Server.start()) {
      try {
        start(rivals, entries, number -> server.database("b" + number));
        measure(rivals, List.of(ONE, SOME, MANY));
        Map<Rival, Costs> costs = new LinkedHashMap<>();
        for (int i = 0; i < COUNTS; i++) {
          for (Rival rival : rivals) {
            String database = "b" + rivals.indexOf(rival);
            Costs counted = server.costs(database, COUNTED, () -> rival.work(Turn.count(COUNTED)));
            costs.merge(rival, counted, Costs::least);
          }
        }
        System.out.println(PostgresTable.of(costs));
      } finally {
        close(rivals);
      }
    }
  }

  private void sqlite(List<Entry> entries) throws IOException, SQLException {
    List<Rival> rivals = new ArrayList<>();
    Path folder = Files.createTempDirectory("bench");
    try {
      start(rivals, entries, number -> "jdbc:sqlite:" + folder.resolve("b" + number + ".db"));
      measure(rivals, List.of(ONE, MANY));
      System.out.println(SqliteTable.of(rivals));
    } finally {
      close(rivals);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private void start(List<Rival> rivals, List<Entry> entries, Place place)
      throws IOException, SQLException {
    for (Entry entry : entries) {
      rivals.add(Rival.start(entry, mainClass, "B", place.url(rivals.size())));
    }
  }

  private void measure(List<Rival> rivals, List<Turn> turns) throws IOException {
    boolean cold = true;
    for (int i = 0; i < MOST_WARM_UPS && cold; i++) {
      cold = false;
      for (Rival rival : rivals) {
        cold |= rival.warmUp(WARM_UP);
      }
    }
    for (int i = 0; i < rounds; i++) {
      for (Turn turn : turns) {
        for (Rival rival : rivals) {
          rival.measure(turn);
        }
      }
    }
  }

  private static void close(List<Rival> rivals) throws IOException {
    for (Rival rival : rivals) {
      rival.close();
    }
  }
}
