package dev.sluice.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.StrictReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records back, with bounds that admit whatever the engine writes. */
final class RecordReader {
  /**
   * A result of the deepest admitted nesting stands three levels down in a record, in a loop's
   * result four.
   */
  private static final int DEPTH = 1_000;

  private RecordReader() {}

  static Execution read(String json) {
    List<Problem> problems = new ArrayList<>();
    JsonNode node = StrictReader.read(json, Integer.MAX_VALUE, DEPTH, Integer.MAX_VALUE, problems);
    if (node == null || !problems.isEmpty()) {
      throw new IllegalArgumentException(
          "This isn't an execution record: " + Problem.format(problems));
    }
    try {
      return execution(node);
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new IllegalArgumentException("This isn't an execution record: " + e.getMessage(), e);
    }
  }

  private static Execution execution(JsonNode node) {
    JsonNode inputs = required(node, "inputs");
    if (!inputs.isObject()) {
      throw new IllegalArgumentException("\"inputs\" is no object");
    }
    List<StepResult> steps = new ArrayList<>();
    for (JsonNode step : array(required(node, "step_results"))) {
      steps.add(step(step));
    }
    List<CompensationResult> compensations = new ArrayList<>();
    for (JsonNode compensation : array(node.get("compensation_results"))) {
      compensations.add(compensation(compensation));
    }
    List<String> tags = new ArrayList<>();
    for (JsonNode tag : array(node.get("tags"))) {
      tags.add(text("tags", tag));
    }
    return Execution.builder(
            text(node, "id"),
            text(node, "user_id"),
            (ObjectNode) inputs,
            Instant.parse(text(node, "created_at")))
        .workflowId(optional(node, "workflow_id"))
        .status(ExecutionStatus.of(text(node, "status")))
        .stepResults(steps)
        .error(optional(node, "error"), optional(node, "error_code"))
        .startedAt(instant(node, "started_at"))
        .completedAt(instant(node, "completed_at"), milliseconds(node))
        .output(node.get("output"))
        .compensationResults(compensations)
        .parentId(optional(node, "parent_id"))
        .tags(tags)
        .build();
  }

  private static StepResult step(JsonNode node) {
    List<ItemResult> items = null;
    if (node.has("items")) {
      items = new ArrayList<>();
      for (JsonNode item : array(node.get("items"))) {
        items.add(
            new ItemResult(
                whole(item, "index"),
                StepStatus.of(text(item, "status")),
                optional(item, "error"),
                whole(item, "attempts")));
      }
    }
    StepStatus status = StepStatus.of(text(node, "status"));
    Long tookMs = milliseconds(node);
    return new StepResult(
        whole(node, "step_number"),
        text(node, "tool_id"),
        text(node, "tool_name"),
        status,
        node.get("result"),
        optional(node, "error"),
        optional(node, "error_code"),
        tookMs == null ? -1 : tookMs,
        node.has("attempts") ? whole(node, "attempts") : status == StepStatus.SKIPPED ? 0 : 1,
        items);
  }

  private static CompensationResult compensation(JsonNode node) {
    Long tookMs = milliseconds(node);
    return new CompensationResult(
        whole(node, "step_number"),
        node.has("index") ? (Integer) whole(node, "index") : null,
        text(node, "tool_id"),
        StepStatus.of(text(node, "status")),
        node.get("result"),
        optional(node, "error"),
        node.has("attempts") ? whole(node, "attempts") : 1,
        tookMs == null ? 0 : tookMs);
  }

  private static JsonNode required(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("\"" + name + "\" is missing");
    }
    return value;
  }

  private static String text(JsonNode node, String name) {
    return text(name, required(node, name));
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("\"" + name + "\" is no string");
    }
    return value.textValue();
  }

  private static int whole(JsonNode node, String name) {
    JsonNode value = required(node, name);
    if (!value.isInt()) {
      throw new IllegalArgumentException("\"" + name + "\" is no whole number");
    }
    return value.intValue();
  }

  private static @Nullable String optional(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : text(name, value);
  }

  private static @Nullable Instant instant(JsonNode node, String name) {
    String text = optional(node, name);
    return text == null ? null : Instant.parse(text);
  }

  private static @Nullable Long milliseconds(JsonNode node) {
    JsonNode value = node.get("execution_time_ms");
    if (value == null || value.isNull()) {
      return null;
    } else if (!value.isInt() && !value.isLong()) {
      throw new IllegalArgumentException("\"execution_time_ms\" is no whole number");
    }
    return value.longValue();
  }

  private static Iterable<JsonNode> array(@Nullable JsonNode node) {
    if (node == null) {
      return List.of();
    } else if (!node.isArray()) {
      throw new IllegalArgumentException("a list is no array");
    }
    return node;
  }
}
