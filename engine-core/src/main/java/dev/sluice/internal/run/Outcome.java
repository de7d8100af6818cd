package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;

/** What one attempt came to. */
public sealed interface Outcome {
  /**
   * It succeeded.
   *
   * @param result in normal form, within the limits
   * @param mostBytes as JSON it has no more than these
   */
  record Value(JsonNode result, long mostBytes) implements Outcome {
    /** How closely it was measured is no part of it. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Value that && result.equals(that.result);
    }

    @Override
    public int hashCode() {
      return result.hashCode();
    }
  }

  /**
   * It failed.
   *
   * @param code such as {@code tool_error}
   * @param message fit for the record
   * @param retryable whether another attempt may help
   * @param afterMs the least delay before it, in milliseconds
   */
  record Failure(String code, String message, boolean retryable, long afterMs) implements Outcome {
    /** How long the message is in a record, in UTF-16 units. */
    public static final int MOST_MESSAGE = 4 * 1024;

    /**
     * A failure that another attempt can't mend.
     *
     * @param code such as {@code invalid_result}
     * @param message fit for the record
     * @return the failure
     */
    public static Failure lasting(String code, String message) {
      return new Failure(code, message, false, 0);
    }
  }

  /**
   * It will be completed from outside, or by time.
   *
   * @param untilMicros when the waiting ends in microseconds since 1970, or {@link Long#MAX_VALUE}
   * @param value what the unit then has, or null if it then times out
   */
  record Pending(long untilMicros, @Nullable JsonNode value) implements Outcome {}

  /**
   * Nobody knows: an earlier life of the run may have made this call, and it must not be repeated.
   */
  record Unknown() implements Outcome {}

  /**
   * What a run that the unit started came to.
   *
   * @param outcome a value or a failure
   * @param calls how many calls of tools it made, where these count
   */
  record OfChild(Outcome outcome, int calls) implements Outcome {}

  /** Another attempt is wanted now: someone said so about a call of unknown outcome. */
  record Again() implements Outcome {}
}
