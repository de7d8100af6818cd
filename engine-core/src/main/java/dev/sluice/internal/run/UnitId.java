package dev.sluice.internal.run;

import dev.sluice.internal.Nullable;

/**
 * Names one unit of work of a run: a step, an item of its loop, or the compensation of either. By
 * path and not by step number alone, since items appear at run time.
 *
 * @param step the step number; 0 for the run as a whole
 * @param item the item's index, or -1
 * @param compensation whether it undoes the unit
 */
public record UnitId(int step, int item, boolean compensation) {
  /** The run as a whole. */
  public static final UnitId RUN = new UnitId(0, -1, false);

  /** Steps of most workflows; made once, since every run needs them and stores keep them. */
  private static final UnitId[] FIRST_STEPS = new UnitId[64];

  static {
    for (int i = 0; i < FIRST_STEPS.length; i++) {
      FIRST_STEPS[i] = new UnitId(i, -1, false);
    }
  }

  static UnitId ofStep(int number) {
    return number < FIRST_STEPS.length ? FIRST_STEPS[number] : new UnitId(number, -1, false);
  }

  /**
   * The path, as it stands in idempotency keys and stored rows.
   *
   * @return {@code <step>[:<item>][:compensate]}; empty for the run
   */
  public String path() {
    if (step == 0) {
      return "";
    }
    if (item < 0 && !compensation) {
      return Integer.toString(step);
    }
    return step + (item < 0 ? "" : ":" + item) + (compensation ? ":compensate" : "");
  }

  /**
   * Reads a path.
   *
   * @param path as {@link #path()} wrote it
   * @return the unit, or null if it is none that this engine knows
   */
  public static @Nullable UnitId parse(String path) {
    if (path.isEmpty()) {
      return RUN;
    }
    String[] parts = path.split(":", -1);
    boolean compensation = parts[parts.length - 1].equals("compensate");
    int numbers = parts.length - (compensation ? 1 : 0);
    try {
      return numbers < 1 || numbers > 2
          ? null
          : new UnitId(
              Integer.parseInt(parts[0]),
              numbers == 2 ? Integer.parseInt(parts[1]) : -1,
              compensation);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  UnitId undo() {
    return new UnitId(step, item, true);
  }

  @Override
  public String toString() {
    return path();
  }
}
