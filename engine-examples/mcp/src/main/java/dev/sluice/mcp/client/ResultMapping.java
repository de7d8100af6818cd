package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.internal.wire.Wire;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;

/**
 * A tool's answer as JSON, by a rule that doesn't depend on what a text looks like:
 *
 * <ol>
 *   <li>structured content is the result;
 *   <li>else no content is null;
 *   <li>else one text is a string;
 *   <li>else the array of content blocks, as the server gave them.
 * </ol>
 */
final class ResultMapping {
  private ResultMapping() {}

  static ToolResult result(ObjectNode answer, boolean structuredPromised) throws ToolException {
    JsonNode content = answer.path("content");
    if (answer.path("isError").booleanValue()) {
      throw new ToolException("tool_error", errorText(content), true);
    }
    JsonNode structured = answer.path("structuredContent");
    if (!structured.isMissingNode() && !structured.isNull()) {
      return ToolResult.of(structured);
    } else if (structuredPromised) {
      throw new ToolException(
          "invalid_result", "The tool has an output schema but gave no structured content.", false);
    } else if (content.isEmpty()) {
      return ToolResult.of(null);
    } else if (content.size() == 1 && isText(content.get(0))) {
      return ToolResult.of(Wire.NODES.textNode(content.get(0).path("text").textValue()));
    }
    return ToolResult.of(content);
  }

  private static boolean isText(JsonNode block) {
    return block.path("type").asText().equals("text") && block.path("text").isTextual();
  }

  private static String errorText(JsonNode content) {
    List<String> texts = new ArrayList<>();
    for (JsonNode block : content) {
      if (isText(block)) {
        texts.add(block.path("text").textValue());
      }
    }
    String text = String.join("\n", texts);
    return text.isBlank() ? "The tool failed and didn't say why." : text;
  }
}
