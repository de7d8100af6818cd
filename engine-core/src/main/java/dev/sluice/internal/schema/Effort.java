package dev.sluice.internal.schema;

/**
 * Bounds one question about shapes. Past the bound nothing is proved any more, which is always
 * allowed; so hostile schemas cost little and can't overflow the stack.
 */
final class Effort {
  private static final int MOST = 20_000;
  private static final int DEEPEST = 150;

  private final int most;
  private int left;
  private int depth;

  Effort() {
    this(MOST);
  }

  /** With less than is usual, where so much is not left for all questions together. */
  Effort(int atMost) {
    this.most = Math.min(MOST, atMost);
    this.left = most;
  }

  int spent() {
    return most - left;
  }

  /** Pays for a step further down; false when there is nothing left. Undone by {@link #leave}. */
  boolean enter() {
    if (left <= 0 || depth >= DEEPEST) {
      return false;
    }
    left--;
    depth++;
    return true;
  }

  /** Pays for a step that leads no further down; false when there is nothing left. */
  boolean pay() {
    return left > 0 && left-- > 0;
  }

  void leave() {
    depth--;
  }
}
