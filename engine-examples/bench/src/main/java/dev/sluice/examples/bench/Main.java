package dev.sluice.examples.bench;

import dev.sluice.examples.bench.durable.DurableFamily;
import dev.sluice.examples.bench.durable.DurableRace;
import dev.sluice.examples.bench.harness.Entry;
import dev.sluice.examples.bench.harness.Race;
import dev.sluice.examples.bench.start.SizeAndStart;
import dev.sluice.examples.bench.steps.StepFamily;
import dev.sluice.examples.bench.templates.TemplateFamily;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Runs one family: {@code A} (steps), {@code B} (durable steps), {@code C} (templates) or {@code D}
 * (size and start).
 */
public final class Main {
  private Main() {}

  /**
   * Measures a family and prints its table.
   *
   * @param args the family; how many rounds; a word that the names of the contenders must contain,
   *     or {@code all}
   * @throws Exception if a contender doesn't do the agreed work
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("child")) {
      boolean durable = args[1].equals("B");
      Race.child(durable ? DurableFamily.entries(args[3]) : entries(args[1]), args[2]);
      System.exit(0); // some peers leave threads behind
    }
    String only = args.length > 2 && !args[2].equals("all") ? args[2] : "";
    Predicate<Entry> takesPart =
        entry -> Arrays.stream(only.split(",")).anyMatch(word -> entry.name().contains(word));
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    switch (args[0]) {
      case "B" -> DurableRace.run(takesPart, Main.class, rounds);
      case "D" -> SizeAndStart.run(only);
      default ->
          Race.run(
              args[0], entries(args[0]).stream().filter(takesPart).toList(), Main.class, rounds);
    }
  }

  /** The contenders of a family that needs no database. */
  static List<Entry> entries(String family) {
    return switch (family) {
      case "A" -> StepFamily.entries();
      case "C" -> TemplateFamily.entries();
      default ->
          throw new IllegalArgumentException(
              "There are the families A, B, C and D, but no " + family);
    };
  }
}
