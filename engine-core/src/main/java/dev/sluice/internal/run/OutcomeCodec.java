package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.JsonSize;

/**
 * The stored form of an outcome that came from outside: a value or a failure, and how many calls a
 * child made where these count.
 */
public final class OutcomeCodec {
  private OutcomeCodec() {}

  /**
   * Writes an outcome.
   *
   * @param outcome a value or a failure
   * @param out gets its members
   */
  public static void write(Outcome outcome, ObjectNode out) {
    if (outcome instanceof Outcome.Value value) {
      out.set("value", value.result());
    } else if (outcome instanceof Outcome.Failure failure) {
      out.put("code", failure.code());
      out.put("message", failure.message());
      out.put("retryable", failure.retryable());
      out.put("after_ms", failure.afterMs());
    } else if (outcome instanceof Outcome.Again) {
      out.put("again", true);
    } else if (outcome instanceof Outcome.OfChild child) {
      write(child.outcome(), out);
      out.put("calls", child.calls());
    }
  }

  /**
   * Reads an outcome.
   *
   * @param in as it was written
   * @return the outcome, or null if it is of a form that this engine doesn't know
   */
  public static @Nullable Outcome read(JsonNode in) {
    Outcome plain = plain(in);
    return plain == null || !in.has("calls")
        ? plain
        : new Outcome.OfChild(plain, in.path("calls").asInt());
  }

  private static @Nullable Outcome plain(JsonNode in) {
    JsonNode value = in.get("value");
    if (value != null) {
      return new Outcome.Value(value, JsonSize.bytes(value, Integer.MAX_VALUE));
    }
    if (in.path("again").asBoolean()) {
      return new Outcome.Again();
    }
    return in.path("code").isTextual()
        ? new Outcome.Failure(
            in.path("code").asText(),
            in.path("message").asText(),
            in.path("retryable").asBoolean(),
            in.path("after_ms").asLong())
        : null;
  }
}
