package dev.sluice.internal.check;

import dev.sluice.internal.schema.Member.Presence;
import dev.sluice.internal.schema.Shape;

/**
 * What is known of a reference before anything runs.
 *
 * @param presence whether it has a value
 * @param shape the value's shape where there is one
 * @param parent where the first segment that isn't certain was sought
 * @param segment that segment's index below the root, or -1 if all are certain
 * @param declared whether the schema mentions that segment
 * @param known whether there is a schema at all; without one nothing is warned of
 */
record Found(
    Presence presence, Shape shape, Shape parent, int segment, boolean declared, boolean known) {

  static final Found UNKNOWN =
      new Found(Presence.MAYBE, Shape.unknown(), Shape.unknown(), -1, false, false);

  static Found certain(Shape shape) {
    return new Found(Presence.ALWAYS, shape, shape, -1, true, !shape.saysNothing());
  }

  boolean absent() {
    return presence == Presence.NEVER;
  }
}
