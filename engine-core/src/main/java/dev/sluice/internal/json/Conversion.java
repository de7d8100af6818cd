package dev.sluice.internal.json;

import static dev.sluice.internal.json.NotNormalException.Reason.NOT_JSON;
import static dev.sluice.internal.json.NotNormalException.Reason.TOO_DEEP;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.sluice.internal.Nullable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/**
 * One conversion into normal form. It counts what it visits: a value of 50 small lists can have
 * 2^50 members once it is written out, and an iterable needn't have an end.
 */
final class Conversion {
  private static final int MOST_OF_COUNTED = 16;

  private final @Nullable ObjectMapper mapper;
  private final int depth;
  private final long most;
  private final boolean copy;
  private long left;

  /** Whether there is something that may have many more bytes than it counts as. */
  private boolean large;

  Conversion(@Nullable ObjectMapper mapper, int depth, long most, boolean copy) {
    this.mapper = mapper;
    this.depth = depth;
    this.most = most;
    this.left = most;
    this.copy = copy;
  }

  JsonNode of(@Nullable Object value, int level) throws NotNormalException {
    if (value instanceof JsonNode node) {
      return ofNode(node, level);
    }
    count(1);
    if (value == null) {
      return Json.NODES.nullNode();
    } else if (value instanceof String text) {
      count(text.length());
      return Json.NODES.textNode(text);
    } else if (value instanceof Boolean flag) {
      return Json.NODES.booleanNode(flag);
    } else if (value instanceof Number number) {
      return sized(Numbers.of(number));
    } else if (value instanceof Map<?, ?> map) {
      return ofMap(map, level);
    } else if (value instanceof Iterable<?> items && !(value instanceof Path)) {
      return ofItems(items, level);
    }
    large = true;
    return Beans.read(value, mapper, this, level);
  }

  private JsonNode sized(JsonNode number) {
    large |= !number.isInt();
    return number;
  }

  /**
   * Whether the value is certainly within the bound, and needn't be measured. A unit of text has
   * six bytes or fewer; an int with its comma and its key's quotes and colon has fifteen, and
   * counts as one.
   */
  boolean isSmall() {
    return !large && most - left <= most / MOST_OF_COUNTED;
  }

  /** Every value and every UTF-16 unit has at least one byte as JSON. */
  void count(int atLeast) throws NotNormalException {
    left -= atLeast;
    if (left < 0) {
      throw NormalForm.tooLarge(most);
    }
  }

  /** What may still come, in bytes. */
  long left() {
    return left;
  }

  void deeper(int level) throws NotNormalException {
    if (level >= depth) {
      throw new NotNormalException(TOO_DEEP, "is nested deeper than " + depth + " levels");
    }
  }

  private JsonNode ofItems(Iterable<?> items, int level) throws NotNormalException {
    deeper(level);
    ArrayNode array = Json.NODES.arrayNode();
    for (Object item : items) {
      try {
        array.add(of(item, level + 1));
      } catch (NotNormalException e) {
        throw e.within(array.size());
      }
    }
    return array;
  }

  private JsonNode ofMap(Map<?, ?> map, int level) throws NotNormalException {
    deeper(level);
    ObjectNode object = Json.object(Math.min(map.size(), 1_000)); // a host's map may say anything
    long before = left;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      if (key instanceof String || key instanceof Number) {
        put(object, key.toString(), entry.getValue(), level);
      } else if (key instanceof Comparable) {
        left = before; // enums, dates and the like are written as their mapper says
        large = true;
        return Beans.read(map, mapper, this, level);
      } else {
        // Jackson would write Object.toString, which nobody means.
        throw new NotNormalException(
            NOT_JSON,
            "has an object key that is no string"
                + (key == null ? " (null)" : " (" + key.getClass().getName() + ")"));
      }
    }
    return object;
  }

  private void put(ObjectNode object, String key, @Nullable Object value, int level)
      throws NotNormalException {
    JsonNode member;
    try {
      member = of(value, level + 1);
    } catch (NotNormalException e) {
      throw e.within(key);
    }
    add(object, key, member);
  }

  /** Adds a member under a key that isn't there yet. */
  void add(ObjectNode object, String key, JsonNode member) throws NotNormalException {
    checkKey(key);
    if (object.replace(key, member) != null) {
      throw new NotNormalException(NOT_JSON, "has two object keys that are the same as JSON");
    }
  }

  /** Jackson's reader refuses such keys, so a record with one couldn't be read back. */
  private void checkKey(String key) throws NotNormalException {
    count(key.length());
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        if (!Character.isSurrogatePair(
            key.charAt(i), i + 1 < key.length() ? key.charAt(i + 1) : 0)) {
          throw new NotNormalException(NOT_JSON, "has an object key with a lone surrogate");
        }
        i++;
      }
    }
  }

  // ---- nodes ----

  /**
   * Gives the same node back where nothing is to be changed and no copy is wanted: most trees come
   * from our own reader.
   */
  JsonNode ofNode(JsonNode node, int level) throws NotNormalException {
    count(1);
    if (node.isObject()) {
      return ofObject(node, level);
    } else if (node.isArray()) {
      return ofArray(node, level);
    } else if (node.isNumber()) {
      return sized(Numbers.of(node));
    } else if (node.isTextual()) {
      count(node.textValue().length());
      return node;
    } else if (node.isBoolean() || node.isNull()) {
      return node;
    } else if (node.isBinary()) {
      large = true;
      return Json.NODES.textNode(node.asText());
    } else if (node instanceof POJONode pojo) {
      return of(pojo.getPojo(), level);
    }
    throw new NotNormalException(
        NOT_JSON,
        node.isMissingNode()
            ? "is a missing node, not a JSON value"
            : "has a node of an unknown kind (" + node.getClass().getName() + ")");
  }

  @SuppressWarnings("ReferenceEquality") // whether a node was changed is a question of identity
  private JsonNode ofArray(JsonNode node, int level) throws NotNormalException {
    deeper(level);
    ArrayNode changed = copy ? Json.NODES.arrayNode(node.size()) : null;
    for (int i = 0; i < node.size(); i++) {
      JsonNode item = node.get(i);
      JsonNode normal;
      try {
        normal = ofNode(item, level + 1);
      } catch (NotNormalException e) {
        throw e.within(i);
      }
      if (normal != item && changed == null) {
        changed = Json.NODES.arrayNode();
        for (int k = 0; k < i; k++) {
          changed.add(node.get(k));
        }
      }
      if (changed != null) {
        changed.add(normal);
      }
    }
    return changed == null ? node : changed;
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private JsonNode ofObject(JsonNode node, int level) throws NotNormalException {
    deeper(level);
    ObjectNode changed = copy ? Json.object(node.size()) : null;
    for (Iterator<Map.Entry<String, JsonNode>> i = node.properties().iterator(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      checkKey(field.getKey());
      JsonNode normal;
      try {
        normal = ofNode(field.getValue(), level + 1);
      } catch (NotNormalException e) {
        throw e.within(field.getKey());
      }
      if (normal != field.getValue() && changed == null) {
        changed = Json.NODES.objectNode();
        changed.setAll((ObjectNode) node);
      }
      if (changed != null) {
        changed.set(field.getKey(), normal);
      }
    }
    return changed == null ? node : changed;
  }
}
