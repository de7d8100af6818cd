package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.schema.PlainSchema;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Tools that keep their word: they refuse exactly the arguments that their schema refuses, and
 * yield what their schema promises. How rich the data is depends on the variant.
 */
final class Faithful implements ToolInvoker {
  private static final List<String> TEXTS =
      List.of("Oslo", "celsius", "single", "auto", "double", "fahrenheit", "x");

  private final int variant;
  private final boolean mayBeEmpty;
  private final Random random;

  Faithful(int variant, boolean mayBeEmpty) {
    this.variant = variant;
    this.mayBeEmpty = mayBeEmpty;
    this.random = new Random(variant);
  }

  @Override
  public ToolResult invoke(ToolCall call) {
    ToolWorld.Described tool = ToolWorld.TOOLS.get(call.toolId());
    if (tool == null) {
      throw new IllegalArgumentException("no such tool");
    } else if (!PlainSchema.valid(tool.input(), call.arguments())) {
      throw new IllegalArgumentException("bad arguments");
    }
    return ToolResult.of(value(tool.output()));
  }

  /** A value that satisfies a schema of the tools' kind. */
  JsonNode value(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    JsonNode type = schema.get("type");
    if (type.isArray()) {
      boolean nothing = variant % 2 == 1;
      return nothing ? Json.NODES.nullNode() : scalar(type.get(0).textValue());
    } else if (type.textValue().equals("object")) {
      return object(schema);
    } else if (type.textValue().equals("array")) {
      ArrayNode array = Json.NODES.arrayNode();
      for (int i = mayBeEmpty && variant % 4 == 3 ? 0 : 1 + variant % 2; i > 0; i--) {
        array.add(value(schema.get("items")));
      }
      return array;
    }
    return scalar(type.textValue());
  }

  private JsonNode scalar(String type) {
    return switch (type) {
      case "string" -> Json.NODES.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
      case "integer" -> Json.NODES.numberNode(random.nextInt(5));
      case "number" ->
          variant % 3 == 0 ? Json.NODES.numberNode(1.5) : Json.NODES.numberNode(random.nextInt(5));
      case "boolean" -> Json.NODES.booleanNode(random.nextBoolean());
      default -> throw new AssertionError(type);
    };
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = Json.NODES.objectNode();
    for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
      boolean required = false;
      for (JsonNode name : schema.get("required")) {
        required |= name.textValue().equals(property.getKey());
      }
      if (required || variant % 2 == 0) {
        object.set(property.getKey(), value(property.getValue()));
      }
    }
    return object;
  }

  /** What templates see of inputs: a declared one that is absent is its default, else null. */
  ObjectNode inputs(JsonNode declaration) {
    ObjectNode inputs = object(declaration);
    for (Map.Entry<String, JsonNode> property : declaration.get("properties").properties()) {
      if (!inputs.has(property.getKey())) {
        JsonNode fallback = property.getValue().get("default");
        inputs.set(property.getKey(), fallback == null ? Json.NODES.nullNode() : fallback);
      }
    }
    return inputs;
  }
}
