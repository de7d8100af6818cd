package dev.sluice.execution;

import java.util.Locale;

/** How far a run has come. */
public enum ExecutionStatus {
  /** Submitted, not started. */
  PENDING,
  /** Started, not ended: it may be waiting, or compensating. */
  RUNNING,
  /** Ended well. */
  SUCCESS,
  /** Ended because a step failed, a deadline passed or a budget was used up. */
  FAILED,
  /** Ended because its caller cancelled it. */
  CANCELLED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /**
   * The word in the record.
   *
   * @return the name in lower case
   */
  public String text() {
    return text;
  }

  /**
   * Whether nothing will change any more.
   *
   * @return true for success, failed and cancelled
   */
  public boolean isEnded() {
    return this != PENDING && this != RUNNING;
  }

  /**
   * The status of a word.
   *
   * @param text a word of the record
   * @return the status
   * @throws IllegalArgumentException if there is none
   */
  public static ExecutionStatus of(String text) {
    for (ExecutionStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException("There is no execution status \"" + text + "\"");
  }
}
