package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes definitions; the field names stand here and in {@link DefinitionReader}. What is absent or
 * a default is left out.
 */
final class DefinitionWriter {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

  private DefinitionWriter() {}

  static ObjectNode workflow(Workflow workflow) {
    ObjectNode out = Json.NODES.objectNode();
    text(out, "id", workflow.id());
    out.put("name", workflow.name());
    text(out, "description", workflow.description());
    json(out, "input_schema", workflow.inputSchema());
    if (workflow.mode() == Mode.PARALLEL) {
      out.put("mode", "parallel");
    }
    number(out, "max_concurrency", workflow.maxConcurrency(), 0);
    number(out, "timeout_ms", workflow.timeoutMs(), 0);
    ArrayNode steps = out.putArray("steps");
    for (Step step : workflow.steps()) {
      step(steps.addObject(), step);
    }
    json(out, "output", workflow.output());
    text(out, "owner_id", workflow.ownerId());
    out.put("visibility", workflow.visibility().name().toLowerCase(Locale.ROOT));
    texts(out, "tags", workflow.tags());
    text(out, "created_at", workflow.createdAt() == null ? null : workflow.createdAt().toString());
    text(out, "updated_at", workflow.updatedAt() == null ? null : workflow.updatedAt().toString());
    return out;
  }

  static ObjectNode step(ObjectNode out, Step step) {
    number(out, "step_number", step.stepNumber(), 0);
    text(out, "id", step.id());
    out.put("tool_id", step.toolId());
    out.put("tool_name", step.toolName());
    text(out, "description", step.description());
    json(out, "when", step.when());
    json(out, "for_each", step.forEach());
    number(out, "max_concurrency", step.maxConcurrency(), 1);
    after(out, step);
    out.set("input_mapping", step.inputMapping());
    number(out, "timeout_ms", step.timeoutMs(), 0);
    retry(out, step.retry());
    OnError onError = step.onError();
    if (onError.result() != null) {
      out.putObject("on_error").set("result", onError.result());
    } else if (!onError.fails()) {
      out.put("on_error", "continue");
    }
    text(out, "on_uncertain", step.onUncertain() == null ? null : step.onUncertain().text());
    Compensation compensate = step.compensate();
    if (compensate != null) {
      ObjectNode undo = out.putObject("compensate");
      undo.put("tool_id", compensate.toolId());
      undo.set("input_mapping", compensate.inputMapping());
      retry(undo, compensate.retryPolicy());
      if (compensate.isOnUnknown()) {
        undo.put("on_unknown", true);
      }
    }
    return out;
  }

  private static void retry(ObjectNode out, @Nullable RetryPolicy retry) {
    if (retry == null) {
      return;
    }
    ObjectNode node = out.putObject("retry");
    node.put("max_attempts", retry.maxAttempts());
    number(node, "initial_delay_ms", retry.initialDelayMs(), -1);
    node.put("multiplier", retry.exactMultiplier());
    number(node, "max_delay_ms", retry.maxDelayMs(), -1);
    node.put("jitter", retry.exactJitter());
    texts(node, "on", retry.on());
  }

  private static void text(ObjectNode out, String name, @Nullable String value) {
    if (value != null) {
      out.put(name, value);
    }
  }

  private static void json(ObjectNode out, String name, @Nullable JsonNode value) {
    if (value != null) {
      out.set(name, value);
    }
  }

  private static void number(ObjectNode out, String name, long value, long absent) {
    if (value == absent) {
      return;
    }
    if (value == (int) value) {
      out.put(name, (int) value);
    } else {
      out.put(name, value);
    }
  }

  /** Step ids never begin with a digit, so that what does is a step number. */
  private static void after(ObjectNode out, Step step) {
    JsonNode read = step.afterAsRead();
    if (step.after().isEmpty()) {
      return;
    } else if (read != null) {
      out.set("after", read.deepCopy());
    } else {
      ArrayNode array = out.putArray("after");
      for (String other : step.after()) {
        if (NUMBER.matcher(other).matches()) {
          array.add(Long.parseLong(other));
        } else {
          array.add(other);
        }
      }
    }
  }

  private static void texts(ObjectNode out, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = out.putArray(name);
      values.forEach(array::add);
    }
  }
}
