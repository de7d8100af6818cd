package dev.sluice.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * Waits without holding a thread: the tool {@value #ID}. Arguments: {@code duration_ms}, a whole
 * number, or {@code until}, an ISO 8601 instant. The result is an empty object, at the time.
 * Thread-safe.
 */
public final class SleepTool implements ToolInvoker {
  /** The tool id that steps name. */
  public static final String ID = "sleep";

  private static final ToolCatalog CATALOG = ToolCatalog.of(0, List.of(descriptor()));

  /** Makes the tool. */
  public SleepTool() {}

  private static ToolDescriptor descriptor() {
    ObjectNode input =
        Json.NODES.objectNode().put("type", "object").put("additionalProperties", false);
    ObjectNode properties = input.putObject("properties");
    properties
        .putObject("duration_ms")
        .put("type", "integer")
        .put("description", "How long, in milliseconds.");
    properties
        .putObject("until")
        .put("type", "string")
        .put("description", "Until when, as an ISO 8601 instant.");
    return ToolDescriptor.of(ID)
        .withDescription("Waits for a time without holding a thread.")
        .withInputSchema(input)
        .withOutputSchema(Json.NODES.objectNode().put("type", "object"))
        .withHints(true, true, false);
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException {
    JsonNode duration = call.arguments().path("duration_ms");
    JsonNode until = call.arguments().path("until");
    if (duration.isMissingNode() == until.isMissingNode()) {
      throw fault("either duration_ms or until must be given");
    }
    if (until.isMissingNode()) {
      if (!duration.canConvertToLong()
          || !duration.isIntegralNumber()
          || duration.longValue() < 0) {
        throw fault("duration_ms must be a whole number of milliseconds, not negative");
      }
      return ToolResult.after(Json.NODES.objectNode(), Duration.ofMillis(duration.longValue()));
    }
    try {
      return ToolResult.at(Json.NODES.objectNode(), Instant.parse(until.asText()));
    } catch (DateTimeParseException e) {
      throw fault("until must be an ISO 8601 instant such as 2026-02-21T12:00:00Z");
    }
  }

  private static ToolException fault(String message) {
    return new ToolException(
        "invalid_arguments", "The arguments of sleep are wrong: " + message + ".", false);
  }

  @Override
  public ToolCatalog catalog() {
    return CATALOG;
  }
}
