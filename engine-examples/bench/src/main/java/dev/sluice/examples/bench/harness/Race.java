package dev.sluice.examples.bench.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures the contenders of a family in turn, round after round, and prints a table. */
public final class Race {
  private static final int MOST_WARM_UPS = 12;
  private static final Turn WARM_UP = Turn.loop(2_500);
  static final Turn ROUND = Turn.loop(1_000);

  private Race() {}

  /**
   * Measures.
   *
   * @param family as it was given on the command line
   * @param entries the contenders
   * @param mainClass takes the family and the name of a contender
   * @param rounds how many
   * @throws IOException if a contender doesn't do the agreed work
   */
  public static void run(String family, List<Entry> entries, Class<?> mainClass, int rounds)
      throws IOException {
    List<Rival> rivals = new ArrayList<>();
    try {
      for (Entry entry : entries) {
        rivals.add(Rival.start(entry, mainClass, family));
      }
      boolean cold = true;
      for (int i = 0; i < MOST_WARM_UPS && cold; i++) {
        cold = false;
        for (Rival rival : rivals) {
          cold |= rival.warmUp(WARM_UP);
        }
      }
      for (int i = 0; i < rounds; i++) {
        for (Rival rival : rivals) {
          rival.measure(ROUND);
        }
      }
      System.out.print(Table.of(rivals));
    } finally {
      for (Rival rival : rivals) {
        rival.close();
      }
    }
  }

  /**
   * What a child's Java VM does.
   *
   * @param entries the contenders
   * @param name whose turn it is
   * @throws Exception if it doesn't do the agreed work
   */
  public static void child(List<Entry> entries, String name) throws Exception {
    for (Entry entry : entries) {
      if (entry.name().equals(name)) {
        Child.run(entry);
        return;
      }
    }
    throw new IllegalArgumentException("There is no contender " + name);
  }
}
