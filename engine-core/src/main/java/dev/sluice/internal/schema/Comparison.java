package dev.sluice.internal.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares shapes for one check. Each pair is compared once, and all of them together take a
 * bounded amount of work; beyond it nothing is claimed. Not thread-safe.
 */
public final class Comparison {
  private static final int MOST = 1_000_000;

  private final Map<Shape, Map<Shape, Fit>> known = new HashMap<>();
  private int left = MOST;

  /** Makes one that has compared nothing yet. */
  public Comparison() {}

  /**
   * Compares what a value is with what a place wants.
   *
   * @param from the value's shape
   * @param wanted the shape that the place wants
   * @return as {@link Shape#fits}; unsure once too much work was done
   */
  public Fit fit(Shape from, Shape wanted) {
    Map<Shape, Fit> others = known.computeIfAbsent(from, shape -> new HashMap<>());
    Fit fit = others.get(wanted);
    if (fit == null) {
      Effort effort = new Effort(left);
      Effort second = new Effort(left);
      fit =
          new Inclusion(effort).within(List.of(from), wanted)
              ? Fit.FITS
              : new Emptiness(second).isEmpty(List.of(from, wanted)) ? Fit.MISMATCH : Fit.UNSURE;
      left = Math.max(0, left - effort.spent() - second.spent());
      others.put(wanted, fit);
    }
    return fit;
  }
}
