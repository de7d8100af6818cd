package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a call's arguments; what doesn't fit fails the call with the code {@code
 * invalid_arguments}. An argument that is null counts as absent.
 */
final class Arguments {
  private final ObjectNode node;

  Arguments(ToolCall call) {
    this.node = call.arguments();
  }

  static ToolException invalid(String message) {
    return new ToolException("invalid_arguments", message, false);
  }

  /** The argument as it is; null where it is absent or null. */
  @Nullable JsonNode value(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** Whether the argument was mapped at all, be it to null. */
  boolean has(String name) {
    return node.has(name);
  }

  String text(String name) throws ToolException {
    if (value(name) == null) {
      throw invalid("The argument \"" + name + "\" is missing; it must be a string.");
    }
    return textOr(name, "");
  }

  String textOr(String name, String absent) throws ToolException {
    JsonNode value = value(name);
    if (value == null) {
      return absent;
    } else if (!value.isTextual()) {
      throw wrongType(name, "a string", value);
    }
    return value.textValue();
  }

  long wholeOr(String name, long least, long most, long absent) throws ToolException {
    JsonNode value = value(name);
    if (value == null) {
      return absent;
    } else if (!value.isIntegralNumber()) {
      throw wrongType(name, "a whole number", value);
    } else if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
      throw invalid("The argument \"" + name + "\" must be from " + least + " to " + most + ".");
    }
    return value.longValue();
  }

  /** An object whose values are strings; numbers and booleans are taken as their text. */
  Map<String, String> texts(String name) throws ToolException {
    JsonNode value = value(name);
    Map<String, String> out = new LinkedHashMap<>();
    if (value == null) {
      return out;
    } else if (!value.isObject()) {
      throw wrongType(name, "an object", value);
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode item = entry.getValue();
      if (item.isContainerNode()) {
        throw invalid(
            "The values of the argument \""
                + name
                + "\" must be strings, but one is "
                + ExactJson.typeOf(item)
                + ".");
      } else if (!item.isNull()) {
        out.put(entry.getKey(), item.isTextual() ? item.textValue() : ExactJson.compact(item));
      }
    }
    return out;
  }

  private static ToolException wrongType(String name, String wanted, JsonNode found) {
    return invalid(
        "The argument \""
            + name
            + "\" must be "
            + wanted
            + ", but is "
            + ExactJson.typeOf(found)
            + ".");
  }
}
