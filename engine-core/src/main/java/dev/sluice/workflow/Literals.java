package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.template.Quoting;
import java.util.Map;

/** Makes mappings that resolve to a given value, whatever its strings look like. */
final class Literals {
  private Literals() {}

  static JsonNode quoted(JsonNode value) {
    if (value.isTextual()) {
      return TextNode.valueOf(Quoting.quote(value.textValue()));
    } else if (value.isArray()) {
      ArrayNode array = Json.NODES.arrayNode();
      value.forEach(item -> array.add(quoted(item)));
      return array;
    } else if (value.isObject()) {
      ObjectNode object = Json.NODES.objectNode();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        object.set(entry.getKey(), quoted(entry.getValue()));
      }
      return object;
    }
    return value;
  }
}
