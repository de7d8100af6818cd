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
    TOO_LARGE
  }

  private final Reason reason;

  NotNormalException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
