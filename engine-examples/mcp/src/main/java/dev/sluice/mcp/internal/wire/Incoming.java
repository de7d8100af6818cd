package dev.sluice.mcp.internal.wire;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import org.jspecify.annotations.Nullable;

/** What one line held. */
public sealed interface Incoming {
  /**
   * A message.
   *
   * @param message its parameters or its result as a JSON node
   */
  record Message(JSONRPCMessage message) implements Incoming {}

  /**
   * A line that should have been a message but can't be understood.
   *
   * @param id the message's id as far as it could be found, or null
   * @param fault why, as the end of a sentence
   */
  record Broken(@Nullable Object id, String fault) implements Incoming {}

  /**
   * A message longer than the bound; nothing of it but its id was kept.
   *
   * @param id the message's id, or null
   */
  record TooLong(@Nullable Object id) implements Incoming {}

  /** A line that isn't even meant to be a message, such as a greeting. */
  record Noise() implements Incoming {}

  /**
   * A message.
   *
   * @param message the message
   * @return what came in
   */
  static Incoming of(JSONRPCMessage message) {
    return new Message(message);
  }

  /**
   * A line that can't be understood.
   *
   * @param id its id, or null
   * @param fault why
   * @return what came in
   */
  static Incoming broken(@Nullable Object id, String fault) {
    return new Broken(id, fault);
  }
}
