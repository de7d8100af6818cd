package dev.sluice.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;

/**
 * Writes records. The base keys are always there, in this order; extension keys only where they say
 * something.
 */
final class RecordWriter {
  private RecordWriter() {}

  static JsonNode write(ExecutionParts parts) {
    ObjectNode out = Json.NODES.objectNode();
    out.put("id", parts.id);
    out.put("workflow_id", parts.workflowId);
    out.put("user_id", parts.userId);
    out.put("status", parts.status.text());
    out.set("inputs", parts.inputs);
    ArrayNode steps = out.putArray("step_results");
    for (StepResult step : parts.stepResults) {
      step(steps.addObject(), step);
    }
    out.put("error", parts.error);
    milliseconds(out, parts.executionTimeMs);
    out.put("started_at", parts.startedAt == null ? null : parts.startedAt.toString());
    out.put("completed_at", parts.completedAt == null ? null : parts.completedAt.toString());
    out.put("created_at", parts.createdAt.toString());
    if (parts.errorCode != null) {
      out.put("error_code", parts.errorCode);
    }
    if (parts.output != null) {
      out.set("output", parts.output);
    }
    if (!parts.compensationResults.isEmpty()) {
      ArrayNode compensations = out.putArray("compensation_results");
      for (CompensationResult compensation : parts.compensationResults) {
        compensation(compensations.addObject(), compensation);
      }
    }
    if (parts.parentId != null) {
      out.put("parent_id", parts.parentId);
    }
    if (!parts.tags.isEmpty()) {
      ArrayNode tags = out.putArray("tags");
      parts.tags.forEach(tags::add);
    }
    return out;
  }

  private static void step(ObjectNode out, StepResult step) {
    out.put("step_number", step.stepNumber());
    out.put("tool_id", step.toolId());
    out.put("tool_name", step.toolName());
    out.put("status", step.status().text());
    out.set("result", step.rawResult());
    out.put("error", step.error());
    milliseconds(out, step.executionTimeMs());
    if (step.errorCode() != null) {
      out.put("error_code", step.errorCode());
    }
    if (step.attempts() > 1) {
      out.put("attempts", step.attempts());
    }
    if (step.items() != null) {
      ArrayNode items = out.putArray("items");
      for (ItemResult item : step.items()) {
        ObjectNode node = items.addObject();
        node.put("index", item.index());
        node.put("status", item.status().text());
        node.put("error", item.error());
        node.put("attempts", item.attempts());
      }
    }
  }

  private static void compensation(ObjectNode out, CompensationResult compensation) {
    out.put("step_number", compensation.stepNumber());
    if (compensation.index() != null) {
      out.put("index", compensation.index());
    }
    out.put("tool_id", compensation.toolId());
    out.put("status", compensation.status().text());
    out.set("result", compensation.result());
    out.put("error", compensation.error());
    milliseconds(out, compensation.executionTimeMs());
    if (compensation.attempts() > 1) {
      out.put("attempts", compensation.attempts());
    }
  }

  /** Like every whole number in normal form: an int where it fits. */
  private static void milliseconds(ObjectNode out, @org.jspecify.annotations.Nullable Long value) {
    if (value == null) {
      out.putNull("execution_time_ms");
    } else if (value == value.intValue()) {
      out.put("execution_time_ms", value.intValue());
    } else {
      out.put("execution_time_ms", value);
    }
  }
}
