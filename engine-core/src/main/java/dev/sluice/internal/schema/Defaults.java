package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import java.util.Iterator;
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
    JsonNode filled = value;
    if (value.isContainerNode()) {
      for (Shape part : parts(shape)) {
        filled = filled.isObject() ? object(part, (ObjectNode) filled) : array(part, filled);
      }
    }
    return filled;
  }

  private static Iterable<Shape> parts(Shape shape) {
    List<Shape> alone = List.of(shape);
    return shape.all.isEmpty() ? alone : Alternative.of(alone).shapes;
  }

  @SuppressWarnings("ReferenceEquality") // whether a node was changed is a question of identity
  private static ObjectNode object(Shape shape, ObjectNode value) {
    ObjectNode changed = null;
    for (Map.Entry<String, Shape> property : shape.properties.entrySet()) {
      JsonNode member = value.get(property.getKey());
      JsonNode filled =
          member == null ? copyOfDefault(property.getValue()) : fill(property.getValue(), member);
      if (filled != null && filled != member) {
        changed = changed == null ? copy(value) : changed;
        changed.set(property.getKey(), filled);
      }
    }
    if (shape.additional != null) {
      for (Iterator<Map.Entry<String, JsonNode>> i = value.properties().iterator(); i.hasNext(); ) {
        Map.Entry<String, JsonNode> field = i.next();
        JsonNode member = field.getValue();
        JsonNode filled =
            shape.properties.containsKey(field.getKey()) ? member : fill(shape.additional, member);
        if (filled != member) {
          changed = changed == null ? copy(value) : changed;
          changed.set(field.getKey(), filled);
        }
      }
    }
    return changed == null ? value : changed;
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private static JsonNode array(Shape shape, JsonNode value) {
    if (shape.items == null) {
      return value;
    }
    ArrayNode changed = null;
    for (int i = shape.prefix.size(); i < value.size(); i++) {
      JsonNode filled = fill(shape.items, value.get(i));
      if (filled != value.get(i)) {
        if (changed == null) {
          changed = Json.NODES.arrayNode();
          value.forEach(changed::add);
        }
        changed.set(i, filled);
      }
    }
    return changed == null ? value : changed;
  }

  /** The default of a schema, or of what it refers to; null where there is none. */
  static @Nullable JsonNode of(Shape shape) {
    for (Shape part : parts(shape)) {
      if (part.fallback != null) {
        return part.fallback;
      }
    }
    return null;
  }

  private static @Nullable JsonNode copyOfDefault(Shape shape) {
    JsonNode fallback = of(shape);
    return fallback == null ? null : fallback.deepCopy();
  }

  private static ObjectNode copy(ObjectNode value) {
    ObjectNode copy = Json.NODES.objectNode();
    copy.setAll(value);
    return copy;
  }
}
