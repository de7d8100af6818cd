package dev.sluice.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call that belongs to no run: for unit tests of tools. */
final class DetachedCall implements ToolCall {
  private final String toolId;
  String toolName;
  ObjectNode arguments = Json.NODES.objectNode();
  String executionId = "execution-1";
  int stepNumber = 1;
  String caller = "local";
  int attempt = 1;
  @Nullable Instant deadline;
  boolean cancelled;

  DetachedCall(String toolId) {
    this.toolId = Objects.requireNonNull(toolId, "toolId");
    this.toolName = toolId;
  }

  DetachedCall copy() {
    DetachedCall copy = new DetachedCall(toolId);
    copy.toolName = toolName;
    copy.arguments = arguments.deepCopy();
    copy.executionId = executionId;
    copy.stepNumber = stepNumber;
    copy.caller = caller;
    copy.attempt = attempt;
    copy.deadline = deadline;
    copy.cancelled = cancelled;
    return copy;
  }

  @Override
  public String toolId() {
    return toolId;
  }

  @Override
  public String toolName() {
    return toolName;
  }

  @Override
  public ObjectNode arguments() {
    return arguments;
  }

  @Override
  public <T> T argumentsAs(Class<T> type) {
    return InvalidArgumentsException.convert(arguments, type, Json.mapper());
  }

  @Override
  public String executionId() {
    return executionId;
  }

  @Override
  public int stepNumber() {
    return stepNumber;
  }

  @Override
  public String caller() {
    return caller;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String idempotencyKey() {
    return executionId + ":" + stepNumber;
  }

  @Override
  public @Nullable Instant deadline() {
    return deadline;
  }

  @Override
  public @Nullable Duration remaining() {
    if (deadline == null) {
      return null;
    }
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public String completionToken() {
    return "token-" + idempotencyKey() + "-" + attempt;
  }
}
