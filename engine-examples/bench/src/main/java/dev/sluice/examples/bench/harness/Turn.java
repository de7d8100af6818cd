package dev.sluice.examples.bench.harness;

/**
 * How a contender is to work for a while.
 *
 * @param millis for how long, or 0 if until so many runs are done
 * @param callers on how many threads at a time; 0 for one that isn't timed piece by piece
 * @param runs how many, or 0 if until the time is over
 */
public record Turn(long millis, int callers, long runs) {
  /**
   * One thread that works without a look at the clock in between.
   *
   * @param millis for how long
   * @return the turn
   */
  public static Turn loop(long millis) {
    return new Turn(millis, 0, 0);
  }

  /**
   * Several threads, each doing one piece of work after the other.
   *
   * @param millis for how long
   * @param callers how many
   * @return the turn
   */
  public static Turn crowd(long millis, int callers) {
    return new Turn(millis, callers, 0);
  }

  /**
   * So many pieces of work, on one thread.
   *
   * @param runs how many
   * @return the turn
   */
  public static Turn count(long runs) {
    return new Turn(0, 1, runs);
  }

  String line() {
    return millis + " " + callers + " " + runs;
  }

  static Turn of(String line) {
    String[] parts = line.split(" ", -1);
    return new Turn(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
  }
}
