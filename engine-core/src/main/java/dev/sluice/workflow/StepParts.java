package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a step is made of. Mutable only until a {@link Step} wraps it. */
final class StepParts {
  int number;
  String toolId = "";
  @Nullable String toolName;
  @Nullable String description;
  ObjectNode inputMapping = Json.NODES.objectNode();
  @Nullable String id;
  @Nullable JsonNode when;
  @Nullable JsonNode forEach;
  int maxConcurrency = 1;
  @Nullable RetryPolicy retry;
  long timeoutMs;
  OnError onError = OnError.fail();
  @Nullable Compensation compensate;
  List<String> after = List.of();
  @Nullable OnUncertain onUncertain;

  /** {@link #after} as it stood in the document; null where it was given in code. */
  @Nullable JsonNode afterAsRead;

  StepParts copy() {
    StepParts copy = new StepParts();
    copy.number = number;
    copy.toolId = toolId;
    copy.toolName = toolName;
    copy.description = description;
    copy.inputMapping = inputMapping;
    copy.id = id;
    copy.when = when;
    copy.forEach = forEach;
    copy.maxConcurrency = maxConcurrency;
    copy.retry = retry;
    copy.timeoutMs = timeoutMs;
    copy.onError = onError;
    copy.compensate = compensate;
    copy.after = after;
    copy.onUncertain = onUncertain;
    copy.afterAsRead = afterAsRead;
    return copy;
  }
}
