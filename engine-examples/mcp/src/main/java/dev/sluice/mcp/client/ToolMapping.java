package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.tool.ToolDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server's descriptions of its tools as the engine's. */
final class ToolMapping {
  private static final Logger LOG = LoggerFactory.getLogger(ToolMapping.class);
  private static final int MOST_ID = 256;

  private ToolMapping() {}

  /** The tools that can be called, by id. */
  static List<ToolDescriptor> descriptors(String server, List<JsonNode> tools) {
    Map<String, ToolDescriptor> found = new LinkedHashMap<>();
    for (JsonNode tool : tools) {
      String fault = fault(server, tool);
      if (fault == null) {
        ToolDescriptor descriptor = descriptor(server, tool);
        found.putIfAbsent(descriptor.id(), descriptor);
      } else {
        LOG.warn("{}: a tool is left out: {}", server, fault);
      }
    }
    return new ArrayList<>(found.values());
  }

  private static @Nullable String fault(String server, JsonNode tool) {
    String name = tool.path("name").textValue();
    if (name == null || name.isEmpty()) {
      return "it has no name";
    } else if (server.length() + 1 + name.length() > MOST_ID
        || name.codePoints().anyMatch(ToolMapping::isUnfit)) {
      return "its name is no id: it is too long, or has characters that ids don't have";
    } else if (tool.path("execution").path("taskSupport").asText().equals("required")) {
      return name + " can be called as a task only";
    }
    return null;
  }

  private static boolean isUnfit(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  static ToolDescriptor descriptor(String server, JsonNode tool) {
    String id = server + "/" + tool.path("name").textValue();
    JsonNode hints = tool.path("annotations");
    ToolDescriptor descriptor =
        ToolDescriptor.of(id)
            .withName(firstText(id, tool.path("title"), hints.path("title")))
            .withHints(
                hint(hints.path("readOnlyHint")),
                hint(hints.path("idempotentHint")),
                hint(hints.path("destructiveHint")));
    if (tool.path("description").isTextual()) {
      descriptor = descriptor.withDescription(tool.path("description").textValue());
    }
    if (tool.path("inputSchema").isObject()) {
      descriptor = descriptor.withInputSchema(tool.path("inputSchema"));
    }
    if (tool.path("outputSchema").isObject()) {
      descriptor = descriptor.withOutputSchema(tool.path("outputSchema"));
    }
    return descriptor;
  }

  private static String firstText(String otherwise, JsonNode... candidates) {
    for (JsonNode candidate : candidates) {
      if (candidate.isTextual() && !candidate.textValue().isBlank()) {
        return candidate.textValue();
      }
    }
    return otherwise;
  }

  private static @Nullable Boolean hint(JsonNode value) {
    return value.isBoolean() ? (Boolean) value.booleanValue() : null;
  }
}
