package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.internal.json.Json;
import java.util.List;
import java.util.function.BiFunction;

/** Walks over the elements of arrays, each with the shapes that rule it. Stateless. */
final class Elements {
  private Elements() {}

  /** An array with its elements as given their shapes they become; itself where none changes. */
  @SuppressWarnings("ReferenceEquality") // what is unchanged is given back as it is
  static JsonNode map(
      Alternative all, JsonNode array, BiFunction<List<Shape>, JsonNode, JsonNode> change) {
    ArrayNode changed = null;
    int positions = all.positions();
    List<Shape> rest = all.element(positions);
    for (int i = 0; i < array.size(); i++) {
      JsonNode element = change.apply(i < positions ? all.element(i) : rest, array.get(i));
      if (element != array.get(i)) {
        if (changed == null) {
          changed = Json.NODES.arrayNode();
          array.forEach(changed::add);
        }
        changed.set(i, element);
      }
    }
    return changed == null ? array : changed;
  }
}
