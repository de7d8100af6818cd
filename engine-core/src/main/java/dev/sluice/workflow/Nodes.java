package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.json.NormalForm;
import dev.sluice.internal.json.NotNormalException;
import dev.sluice.limit.Limits;

/** Nodes that hosts build definitions with. A tree can hold what isn't JSON, or itself. */
final class Nodes {
  private static final NormalForm FORM = new NormalForm(null, Limits.MOST_DEPTH, Integer.MAX_VALUE);

  private Nodes() {}

  /** A copy in normal form. */
  static JsonNode copyOf(JsonNode node, String what) {
    try {
      return FORM.copyOf(node);
    } catch (NotNormalException e) {
      throw new IllegalArgumentException(
          what + " " + e.getMessage() + (e.pointer().isEmpty() ? "" : ", at " + e.pointer()), e);
    }
  }
}
