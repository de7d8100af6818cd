package dev.sluice.internal.json;

/** A value that has no normal form. The message says why and holds no part of the value. */
public final class NotNormalException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of reason. */
  public enum Reason {
    /** Not a JSON value: NaN, a cycle, something that Jackson can't write. */
    NOT_JSON,
    /** Deeper than admitted. */
    TOO_DEEP,
    /** Larger than admitted. */
    TOO_LARGE,
    /** A number with more digits than admitted. */
    TOO_MANY_DIGITS
  }

  private final Reason reason;
  private String pointer = "";

  NotNormalException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Puts the place together on the way out, so that nothing is built where all is well. */
  NotNormalException within(String key) {
    if (reason != Reason.TOO_LARGE) {
      pointer = Pointers.child("", key) + pointer;
    }
    return this;
  }

  NotNormalException within(int index) {
    return within(Integer.toString(index));
  }

  /**
   * Why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Where in the value.
   *
   * @return an RFC 6901 JSON pointer; empty for the value itself, and where its size is the reason
   */
  public String pointer() {
    return pointer;
  }
}
