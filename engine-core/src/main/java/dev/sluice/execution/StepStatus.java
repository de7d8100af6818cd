package dev.sluice.execution;

import java.util.Locale;

/** How far a step, or an item of a loop, has come. */
public enum StepStatus {
  /** It waits: parked, or between attempts. */
  RUNNING,
  /** It ended well. */
  SUCCESS,
  /** It failed. */
  FAILED,
  /** Its condition didn't hold, so it wasn't run. */
  SKIPPED;

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
   * The status of a word.
   *
   * @param text a word of the record
   * @return the status
   * @throws IllegalArgumentException if there is none
   */
  public static StepStatus of(String text) {
    for (StepStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException("There is no step status \"" + text + "\"");
  }
}
