package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import java.util.List;
import java.util.Map;

/**
 * Fills absent properties with their defaults. A default is taken as it is written; nothing is
 * filled inside of it, so a recursive schema can't grow without end.
 */
final class Defaults {
  private Defaults() {}

  /** The value itself where nothing is filled, else a copy of what changed and no more. */
  static JsonNode fill(Shape shape, JsonNode value) {
    return fill(List.of(shape), value);
  }

  private static JsonNode fill(List<Shape> shapes, JsonNode value) {
    if (shapes.isEmpty() || !value.isContainerNode()) {
      return value;
    }
    Alternative all = Alternative.of(shapes);
    return value.isObject()
        ? object(all, (ObjectNode) value)
        : Elements.map(all, value, Defaults::fill);
  }

  @SuppressWarnings("ReferenceEquality") // whether a node was changed is a question of identity
  private static ObjectNode object(Alternative all, ObjectNode value) {
    ObjectNode changed = null;
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode member = field.getValue();
      if (member.isContainerNode()) {
        JsonNode filled = fill(all.member(field.getKey()), member);
        if (filled != member) {
          changed = changed == null ? copy(value) : changed;
          changed.set(field.getKey(), filled);
        }
      }
    }
    for (Shape part : all.shapes) {
      for (Map.Entry<String, Shape> property : part.properties.entrySet()) {
        String name = property.getKey();
        JsonNode fallback = value.has(name) ? null : of(property.getValue());
        if (fallback != null && (changed == null || !changed.has(name))) {
          changed = changed == null ? copy(value) : changed;
          changed.set(name, fallback.deepCopy());
        }
      }
    }
    return changed == null ? value : changed;
  }

  /** The default of a schema, or of what it refers to; null where there is none. */
  static @Nullable JsonNode of(Shape shape) {
    for (Shape part : shape.whole().shapes) {
      if (part.fallback != null) {
        return part.fallback;
      }
    }
    return null;
  }

  private static ObjectNode copy(ObjectNode value) {
    ObjectNode copy = Json.NODES.objectNode();
    copy.setAll(value);
    return copy;
  }
}
