package dev.sluice.internal.json;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NULL;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * The size of trees that are in normal form already, found in one walk. Most results of tools are:
 * only for others is it worth while to say what is to be changed, or wrong.
 */
final class NormalSize {
  /** The tree isn't in normal form, is too deep or too large: {@link Conversion} knows which. */
  static final long UNKNOWN = -1;

  private NormalSize() {}

  /** The bytes as JSON of a tree in normal form within both bounds, else {@link #UNKNOWN}. */
  static long of(JsonNode node, int depth, long most) {
    if (node instanceof TextNode) {
      long bytes = JsonSize.ofString(node.textValue());
      return bytes <= most ? bytes : UNKNOWN;
    } else if (node instanceof ObjectNode object) {
      return depth == 0 ? UNKNOWN : ofObject(object, depth, most);
    } else if (node instanceof ArrayNode array) {
      return depth == 0 ? UNKNOWN : ofArray(array, depth, most);
    }
    boolean normal =
        switch (node.asToken().id()) {
          case ID_STRING, ID_TRUE, ID_FALSE, ID_NULL -> true;
          case ID_NUMBER_INT, ID_NUMBER_FLOAT ->
              node.isInt()
                  || (node.isBigDecimal() && isNormal(node.decimalValue()))
                  || (node.isLong() && node.longValue() != (int) node.longValue());
          default -> false;
        };
    long bytes = normal ? JsonSize.bytes(node, most) : UNKNOWN;
    return bytes <= most ? bytes : UNKNOWN;
  }

  private static boolean isNormal(BigDecimal decimal) {
    return !Numbers.isWhole(decimal) && Numbers.isShort(decimal);
  }

  private static long ofObject(ObjectNode object, int depth, long most) {
    long bytes = 2 + Math.max(0L, object.size() - 1L);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String key = field.getKey();
      int plain = ofKey(key);
      if (plain < 0) {
        return UNKNOWN;
      }
      bytes += plain + 1L;
      long member = of(field.getValue(), depth - 1, most - bytes);
      if (member == UNKNOWN) {
        return UNKNOWN;
      }
      bytes += member;
    }
    return bytes <= most ? bytes : UNKNOWN;
  }

  private static long ofArray(ArrayNode array, int depth, long most) {
    long bytes = 2 + Math.max(0L, array.size() - 1L);
    for (int i = 0; i < array.size(); i++) {
      long item = of(array.get(i), depth - 1, most - bytes);
      if (item == UNKNOWN) {
        return UNKNOWN;
      }
      bytes += item;
    }
    return bytes <= most ? bytes : UNKNOWN;
  }

  /** Negative for a key with surrogates: {@link Conversion} tells lone ones from pairs. */
  private static int ofKey(String key) {
    int length = key.length();
    int bytes = length + 2;
    for (int i = 0; i < length; i++) {
      char c = key.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c >= 0x80) {
        return hasSurrogate(key) ? -1 : (int) JsonSize.ofString(key);
      }
    }
    return bytes;
  }

  private static boolean hasSurrogate(String key) {
    return key.chars().anyMatch(c -> Character.isSurrogate((char) c));
  }
}
