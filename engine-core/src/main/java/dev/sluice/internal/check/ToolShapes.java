package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.schema.Shape;
import dev.sluice.tool.ToolDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The shapes of tools' arguments and results, each schema read once. Not thread-safe. */
final class ToolShapes {
  private final Function<String, @Nullable ToolDescriptor> tools;
  private final Map<String, Shape> arguments = new HashMap<>();
  private final Map<String, Shape> results = new HashMap<>();

  ToolShapes(Function<String, @Nullable ToolDescriptor> tools) {
    this.tools = tools;
  }

  /** What a tool takes; says nothing where that isn't known. */
  Shape arguments(String toolId) {
    return arguments.computeIfAbsent(
        toolId,
        id -> {
          ToolDescriptor tool = tools.apply(id);
          return shape(tool == null ? null : tool.inputSchema());
        });
  }

  /** What a tool yields; says nothing where that isn't known. */
  Shape result(String toolId) {
    return results.computeIfAbsent(
        toolId,
        id -> {
          ToolDescriptor tool = tools.apply(id);
          return shape(tool == null ? null : tool.outputSchema());
        });
  }

  private static Shape shape(@Nullable JsonNode schema) {
    return schema == null ? Shape.unknown() : Shape.of(schema);
  }
}
