package dev.sluice.internal.schema;

/**
 * Bounds one question about shapes. Past the bound nothing is proved any more, which is always
 * allowed; so hostile schemas cost little and can't overflow the stack.
 */
final class Effort {
  private static final int MOST = 20_000;
  private static final int DEEPEST = 150;

  private int left = MOST;
  private int depth;

  /** Pays for a step further down; false when there is nothing left. Undone by {@link #leave}. */
  boolean enter() {
    if (left <= 0 || depth >= DEEPEST) {
      return false;
    }
    left--;
    depth++;
    return true;
  }

  void leave() {
    depth--;
  }
}
