package dev.sluice.internal.json;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NULL;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What trees that are in normal form already have as JSON at most, found in one walk that reads no
 * text: a UTF-16 unit has six bytes or fewer. Most results of tools are in normal form, and far
 * below every bound: only for others is it worth while to say what is to be changed, or wrong, or
 * to count bytes.
 */
final class NormalSize {
  /** The tree isn't in normal form, is too deep or may be too large: measure it, or convert it. */
  static final long UNKNOWN = -1;

  private static final int MOST_OF_UNIT = 6;
  private static final int MOST_OF_INT = 11;
  private static final int MOST_KEY = 64;

  /**
   * Keys that have no surrogates, by hash: tools give their results the same keys again and again,
   * as the same strings. Whoever finds another key there, or none, looks: no lock is needed.
   */
  private static final String[] KEYS = new String[256];

  private NormalSize() {}

  /** The most bytes as JSON of a tree in normal form within both bounds, else {@link #UNKNOWN}. */
  static long most(JsonNode node, int depth, long bound) {
    long bytes;
    if (node instanceof TextNode) {
      bytes = ofText(node.textValue());
    } else if (node instanceof IntNode) {
      bytes = MOST_OF_INT;
    } else if (node instanceof ObjectNode object) {
      return depth == 0 ? UNKNOWN : ofObject(object, depth, bound);
    } else if (node instanceof ArrayNode array) {
      return depth == 0 ? UNKNOWN : ofArray(array, depth, bound);
    } else {
      bytes = isNormal(node) ? JsonSize.bytes(node, bound) : UNKNOWN;
    }
    return bytes <= bound ? bytes : UNKNOWN;
  }

  private static boolean isNormal(JsonNode scalar) {
    return switch (scalar.asToken().id()) {
      case ID_STRING, ID_TRUE, ID_FALSE, ID_NULL -> true;
      case ID_NUMBER_INT, ID_NUMBER_FLOAT ->
          scalar.isInt()
              || (scalar.isBigDecimal() && isNormal(scalar.decimalValue()))
              || (scalar.isLong() && scalar.longValue() != (int) scalar.longValue());
      default -> false;
    };
  }

  private static boolean isNormal(BigDecimal decimal) {
    return !Numbers.isWhole(decimal) && Numbers.isShort(decimal);
  }

  private static long ofText(String text) {
    return 2 + (long) MOST_OF_UNIT * text.length();
  }

  private static long ofObject(ObjectNode object, int depth, long bound) {
    Members members = new Members(depth - 1, bound);
    object.properties().forEach(members); // an iterator would cost as much as all the rest
    return members.isNormal && members.bytes <= bound ? members.bytes : UNKNOWN;
  }

  /** The members of one object. */
  private static final class Members implements Consumer<Map.Entry<String, JsonNode>> {
    final int depth;
    final long bound;
    long bytes = 2;
    boolean isNormal = true;

    Members(int depth, long bound) {
      this.depth = depth;
      this.bound = bound;
    }

    @Override
    public void accept(Map.Entry<String, JsonNode> field) {
      String key = field.getKey();
      JsonNode value = field.getValue();
      bytes += 2 + ofText(key);
      if (value instanceof TextNode) { // most members are scalars: no call for them
        bytes += ofText(value.textValue());
      } else if (value instanceof IntNode) {
        bytes += MOST_OF_INT;
      } else if (isNormal) {
        long member = most(value, depth, bound - bytes);
        isNormal = member != UNKNOWN;
        bytes += member;
      }
      isNormal &= isPlain(key);
    }
  }

  private static long ofArray(ArrayNode array, int depth, long bound) {
    long bytes = 2;
    for (int i = 0; i < array.size(); i++) {
      long item = most(array.get(i), depth - 1, bound - bytes);
      if (item == UNKNOWN) {
        return UNKNOWN;
      }
      bytes += item + 1;
    }
    return bytes <= bound ? bytes : UNKNOWN;
  }

  /** Not a key with surrogates: {@link Conversion} tells lone ones from pairs. */
  @SuppressWarnings("ReferenceEquality") // the same string is the common case
  private static boolean isPlain(String key) {
    return KEYS[key.hashCode() & (KEYS.length - 1)] == key || isFoundPlain(key);
  }

  private static boolean isFoundPlain(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        return false;
      }
    }
    if (key.length() <= MOST_KEY) {
      KEYS[key.hashCode() & (KEYS.length - 1)] = key;
    }
    return true;
  }
}
