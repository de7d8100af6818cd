package dev.sluice.internal.json;

import static dev.sluice.internal.json.NotNormalException.Reason.NOT_JSON;
import static dev.sluice.internal.json.NotNormalException.Reason.TOO_DEEP;
import static dev.sluice.internal.json.NotNormalException.Reason.TOO_LARGE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts any value into the one normal form of JSON.
 *
 * <p>Whole numbers become the smallest of int, long and BigInteger; floats and doubles become the
 * decimal that their {@code toString} shows; decimals keep their scale. Binary becomes base64 text,
 * as Jackson writes it. NaN and the infinities, cycles (as over-deep values) and anything that
 * Jackson can't write are refused.
 */
public final class NormalForm {
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private final ObjectMapper mapper;
  private final int depth;
  private final long bytes;

  /**
   * Sets the bounds.
   *
   * @param mapper converts what isn't plain data
   * @param depth the deepest nesting of containers
   * @param bytes the most bytes as JSON
   */
  public NormalForm(ObjectMapper mapper, int depth, long bytes) {
    this.mapper = mapper;
    this.depth = depth;
    this.bytes = bytes;
  }

  /**
   * Converts a value.
   *
   * @param value a JSON node (given back as it is where it is in normal form already), plain data,
   *     or anything that the mapper can write; null is JSON null
   * @return a value in normal form, within the bounds
   * @throws NotNormalException if there is none
   */
  public JsonNode of(@Nullable Object value) throws NotNormalException {
    JsonNode node = convert(value, 0);
    if (!JsonSize.fits(node, bytes)) {
      throw new NotNormalException(TOO_LARGE, "is larger than " + bytes + " bytes as JSON");
    }
    return node;
  }

  private JsonNode convert(@Nullable Object value, int level) throws NotNormalException {
    if (value == null) {
      return Json.NODES.nullNode();
    } else if (value instanceof JsonNode node) {
      return ofNode(node, level);
    } else if (value instanceof String text) {
      return Json.NODES.textNode(text);
    } else if (value instanceof Boolean flag) {
      return Json.NODES.booleanNode(flag);
    } else if (value instanceof Number number) {
      return ofNumber(number);
    } else if (value instanceof Map<?, ?> map) {
      return ofMap(map, level);
    } else if (value instanceof Iterable<?> items && !(value instanceof java.nio.file.Path)) {
      ArrayNode array = Json.NODES.arrayNode();
      deeper(level);
      for (Object item : items) {
        array.add(convert(item, level + 1));
      }
      return array;
    }
    return ofBean(value, level);
  }

  private JsonNode ofMap(Map<?, ?> map, int level) throws NotNormalException {
    deeper(level);
    ObjectNode object = Json.NODES.objectNode();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      if (!(key instanceof String) && !(key instanceof Number) && !(key instanceof Enum<?>)) {
        throw new NotNormalException(
            NOT_JSON,
            "has an object key that is no string"
                + (key == null ? " (null)" : " (" + key.getClass().getName() + ")"));
      }
      object.set(
          key instanceof Enum<?> constant ? constant.name() : key.toString(),
          convert(entry.getValue(), level + 1));
    }
    return object;
  }

  private JsonNode ofBean(Object value, int level) throws NotNormalException {
    JsonNode tree;
    try {
      tree = mapper.valueToTree(value);
    } catch (IllegalArgumentException | StackOverflowError e) {
      throw new NotNormalException(
          NOT_JSON, "can't be written as JSON (" + value.getClass().getName() + ")");
    }
    return tree == null ? Json.NODES.nullNode() : ofNode(tree, level);
  }

  private static JsonNode ofNumber(Number number) throws NotNormalException {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return Json.NODES.numberNode(number.intValue());
    } else if (number instanceof Long) {
      return ofLong(number.longValue());
    } else if (number instanceof BigInteger big) {
      return ofBig(big);
    } else if (number instanceof BigDecimal decimal) {
      return Json.NODES.numberNode(decimal);
    } else if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new NotNormalException(
            NOT_JSON, "has a number that JSON doesn't have (NaN or infinite)");
      }
      return Json.NODES.numberNode(new BigDecimal(number.toString()));
    } else if (number instanceof java.util.concurrent.atomic.AtomicInteger) {
      return Json.NODES.numberNode(number.intValue());
    } else if (number instanceof java.util.concurrent.atomic.AtomicLong) {
      return ofLong(number.longValue());
    }
    throw new NotNormalException(
        NOT_JSON, "has a number of an unknown kind (" + number.getClass().getName() + ")");
  }

  private static JsonNode ofLong(long value) {
    return value == (int) value ? Json.NODES.numberNode((int) value) : Json.NODES.numberNode(value);
  }

  private static JsonNode ofBig(BigInteger big) {
    return big.compareTo(MIN_LONG) >= 0 && big.compareTo(MAX_LONG) <= 0
        ? ofLong(big.longValue())
        : Json.NODES.numberNode(big);
  }

  private void deeper(int level) throws NotNormalException {
    if (level >= depth) {
      throw new NotNormalException(TOO_DEEP, "is nested deeper than " + depth + " levels");
    }
  }

  /**
   * Gives the same node back where nothing is to be changed: most trees come from our own reader.
   */
  @SuppressWarnings("ReferenceEquality") // whether a node was changed is a question of identity
  private JsonNode ofNode(JsonNode node, int level) throws NotNormalException {
    switch (node.getNodeType()) {
      case OBJECT:
        return ofObject(node, level);
      case ARRAY:
        deeper(level);
        ArrayNode array = null;
        for (int i = 0; i < node.size(); i++) {
          JsonNode item = node.get(i);
          JsonNode normal = ofNode(item, level + 1);
          if (normal != item && array == null) {
            array = Json.NODES.arrayNode();
            for (int k = 0; k < i; k++) {
              array.add(node.get(k));
            }
          }
          if (array != null) {
            array.add(normal);
          }
        }
        return array == null ? node : array;
      case NUMBER:
        return ofNumberNode(node);
      case STRING, BOOLEAN, NULL:
        return node;
      case BINARY:
        return Json.NODES.textNode(node.asText());
      case POJO:
        return convert(((com.fasterxml.jackson.databind.node.POJONode) node).getPojo(), level);
      default:
        if (node instanceof MissingNode) {
          throw new NotNormalException(NOT_JSON, "is a missing node, not a JSON value");
        }
        throw new NotNormalException(
            NOT_JSON, "has a node of an unknown kind (" + node.getClass().getName() + ")");
    }
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private JsonNode ofObject(JsonNode node, int level) throws NotNormalException {
    deeper(level);
    ObjectNode changed = null;
    for (Iterator<Map.Entry<String, JsonNode>> i = node.properties().iterator(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      JsonNode normal = ofNode(field.getValue(), level + 1);
      if (normal != field.getValue()) {
        if (changed == null) {
          changed = Json.NODES.objectNode();
          changed.setAll((ObjectNode) node);
        }
        changed.set(field.getKey(), normal);
      }
    }
    return changed == null ? node : changed;
  }

  private static JsonNode ofNumberNode(JsonNode node) throws NotNormalException {
    if (node.isInt() || node.isBigDecimal()) {
      return node;
    } else if (node.isLong()) {
      return node.longValue() == (int) node.longValue()
          ? Json.NODES.numberNode((int) node.longValue())
          : node;
    } else if (node.isBigInteger()) {
      JsonNode small = ofBig(node.bigIntegerValue());
      return small.isBigInteger() ? node : small;
    }
    return ofNumber(node.numberValue());
  }
}
