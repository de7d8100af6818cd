package dev.sluice.examples.bench.durable;

/**
 * The agreed work: five steps. Each does nothing but count on from the result before, the first
 * from the workflow's input, and the next one starts when the result is committed.
 */
final class Agreed {
  static final int STEPS = 5;
  static final int INPUT = 7;

  private Agreed() {}

  /** A result, or the input, as JSON. */
  static String json(int count) {
    return "{\"count\":" + count + "}";
  }

  /** What a step does. */
  static int step(int count) {
    return count + 1;
  }

  /** Complains unless the results are those of the agreed steps. */
  static void check(boolean asAgreed, Object found) {
    if (!asAgreed) {
      throw new IllegalStateException("This isn't the record of the agreed work: " + found);
    }
  }
}
