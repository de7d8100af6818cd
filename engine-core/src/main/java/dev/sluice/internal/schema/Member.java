package dev.sluice.internal.schema;

/**
 * What a path's segment finds.
 *
 * @param presence whether there is a member
 * @param shape its shape where there is one
 * @param declared whether some alternative mentions it by name; false where it is only not ruled
 *     out
 */
public record Member(Presence presence, Shape shape, boolean declared) {
  /** Whether a member exists. */
  public enum Presence {
    /** In every value of the shape. */
    ALWAYS,
    /** Perhaps: it is optional, or the schema says too little. */
    MAYBE,
    /** Provably in no value of the shape. */
    NEVER
  }

  static Member always(Shape shape) {
    return new Member(Presence.ALWAYS, shape, true);
  }

  static final Member ABSENT = new Member(Presence.NEVER, Shape.never(), false);

  static final Member SOMETHING = always(Shape.unknown());

  static final Member UNKNOWN = new Member(Presence.MAYBE, Shape.unknown(), false);
}
