package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a workflow is made of. Mutable only until a {@link Workflow} wraps it. */
final class WorkflowParts {
  @Nullable String id;
  String name = "";
  @Nullable String description;
  List<Step> steps = List.of();
  @Nullable String ownerId;
  Visibility visibility = Visibility.PRIVATE;
  List<String> tags = List.of();
  @Nullable Instant createdAt;
  @Nullable Instant updatedAt;
  @Nullable ObjectNode inputSchema;
  Mode mode = Mode.SEQUENTIAL;
  int maxConcurrency;
  @Nullable JsonNode output;
  long timeoutMs;

  WorkflowParts copy() {
    WorkflowParts copy = new WorkflowParts();
    copy.id = id;
    copy.name = name;
    copy.description = description;
    copy.steps = steps;
    copy.ownerId = ownerId;
    copy.visibility = visibility;
    copy.tags = tags;
    copy.createdAt = createdAt;
    copy.updatedAt = updatedAt;
    copy.inputSchema = inputSchema;
    copy.mode = mode;
    copy.maxConcurrency = maxConcurrency;
    copy.output = output;
    copy.timeoutMs = timeoutMs;
    return copy;
  }
}
