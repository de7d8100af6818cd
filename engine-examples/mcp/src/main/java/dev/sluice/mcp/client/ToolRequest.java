package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The parameters of a call, and the id that the session gave it, by which it can be cancelled. */
final class ToolRequest {
  private final ObjectNode params;
  private volatile @Nullable Object id;

  ToolRequest(ObjectNode params) {
    this.params = params;
  }

  ObjectNode params() {
    return params;
  }

  void sentAs(Object requestId) {
    id = requestId;
  }

  @Nullable Object id() {
    return id;
  }
}
