package dev.sluice.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/**
 * How much the pointers to all values of a document come to. Whoever compiles a document notes
 * places; below a key of a million characters ten thousand of them would fill the memory.
 */
public final class PlaceBudget {
  private long left;

  private PlaceBudget(long most) {
    this.left = most;
  }

  /**
   * Whether the pointers are within bounds.
   *
   * @param document a tree without cycles
   * @param most characters of all pointers together
   * @return false if they come to more
   */
  public static boolean holds(JsonNode document, long most) {
    return new PlaceBudget(most).spend(document, 0);
  }

  private boolean spend(JsonNode node, long length) {
    left -= length;
    if (left < 0) {
      return false;
    } else if (node.isObject()) {
      for (Iterator<Map.Entry<String, JsonNode>> i = node.properties().iterator(); i.hasNext(); ) {
        Map.Entry<String, JsonNode> field = i.next();
        if (!spend(field.getValue(), length + 1 + field.getKey().length())) {
          return false;
        }
      }
    } else if (node.isArray()) {
      for (JsonNode element : node) {
        if (!spend(element, length + 2)) {
          return false;
        }
      }
    }
    return true;
  }
}
