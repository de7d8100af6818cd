package dev.sluice.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's requests that aren't answered yet, and what becomes of those that it cancels.
 * Thread-safe.
 */
final class Requests {
  /** Where a request's id stands in its transport context. */
  static final String CONTEXT_KEY = "requestId";

  private static final String CANCELLED = "notifications/cancelled";

  private final Map<Object, Request> open = new HashMap<>();
  private boolean hopeless;

  private static final class Request {
    private boolean cancelled;
    private @Nullable Runnable onCancel;
  }

  synchronized void add(Object id) {
    open.put(key(id), new Request());
  }

  /** Whether an answer may be sent: not after a cancellation. */
  synchronized boolean isWanted(@Nullable Object id) {
    Request request = id == null ? null : open.get(key(id));
    return request == null || !request.cancelled;
  }

  synchronized void remove(@Nullable Object id) {
    if (id != null) {
      open.remove(key(id));
      notifyAll();
    }
  }

  /** Sets what a cancellation does; if there was one already, does it now. */
  void onCancel(McpTransportContext context, Runnable action) {
    Object id = context.get(CONTEXT_KEY);
    Request request;
    boolean now;
    synchronized (this) {
      request = id == null ? null : open.get(key(id));
      if (request != null) {
        request.onCancel = action;
      }
      now = request != null && request.cancelled;
    }
    if (now) {
      action.run();
    }
  }

  /** Heeds a message if it is a cancellation. */
  boolean cancels(JSONRPCMessage message) {
    if (!(message instanceof McpSchema.JSONRPCNotification notification)
        || !notification.method().equals(CANCELLED)) {
      return false;
    }
    Runnable action = null;
    synchronized (this) {
      JsonNode id =
          notification.params() instanceof JsonNode params ? params.get("requestId") : null;
      Request request = id == null ? null : open.get(id.asText());
      if (request != null) {
        request.cancelled = true;
        action = request.onCancel;
        notifyAll();
      }
    }
    if (action != null) {
      action.run();
    }
    return true;
  }

  /** No answer can reach the client any more. */
  synchronized void giveUp() {
    hopeless = true;
    notifyAll();
  }

  /** Waits until every request has been answered that can be and wasn't cancelled. */
  synchronized void awaitNone(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    for (long left = most.toNanos(); isAwaited() && left > 0; left = end - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
  }

  private boolean isAwaited() {
    return !hopeless && open.values().stream().anyMatch(request -> !request.cancelled);
  }

  /** An id is a string or a number; no client uses 1 and "1" at once. */
  private static Object key(Object id) {
    return id.toString();
  }
}
