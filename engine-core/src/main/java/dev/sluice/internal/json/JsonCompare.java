package dev.sluice.internal.json;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Compares values by what they mean: numbers by value (1 equals 1.0), objects whatever the order of
 * their keys.
 */
public final class JsonCompare {
  private JsonCompare() {}

  /**
   * Whether two values mean the same.
   *
   * @param a a value in normal form
   * @param b a value in normal form
   * @return true if so
   */
  public static boolean equal(JsonNode a, JsonNode b) {
    return equal(a, b, false);
  }

  /**
   * Whether two values are the same, number by number as they are written: 1.10 is not 1.1.
   *
   * @param a a value in normal form
   * @param b a value in normal form
   * @return true if so
   */
  public static boolean same(JsonNode a, JsonNode b) {
    return equal(a, b, true);
  }

  private static boolean equal(JsonNode a, JsonNode b, boolean exact) {
    if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
      return false;
    }
    return switch (a.asToken().id()) {
      case ID_NUMBER_INT, ID_NUMBER_FLOAT ->
          exact ? JsonText.compact(a).equals(JsonText.compact(b)) : numbers(a, b) == 0;
      case ID_STRING -> a.textValue().equals(b.textValue());
      case ID_TRUE, ID_FALSE -> a.booleanValue() == b.booleanValue();
      case ID_START_ARRAY -> equalArrays(a, b, exact);
      case ID_START_OBJECT -> equalObjects(a, b, exact);
      default -> true;
    };
  }

  private static boolean equalArrays(JsonNode a, JsonNode b, boolean exact) {
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i), exact)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalObjects(JsonNode a, JsonNode b, boolean exact) {
    for (Map.Entry<String, JsonNode> field : a.properties()) {
      JsonNode other = b.get(field.getKey());
      if (other == null || !equal(field.getValue(), other, exact)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Compares two numbers by value, exactly.
   *
   * @param a a number
   * @param b a number
   * @return negative, 0 or positive
   */
  public static int numbers(JsonNode a, JsonNode b) {
    return a.isInt() && b.isInt()
        ? Integer.compare(a.intValue(), b.intValue())
        : decimal(a).compareTo(decimal(b));
  }

  private static BigDecimal decimal(JsonNode number) {
    return number.isBigDecimal() ? number.decimalValue() : new BigDecimal(number.bigIntegerValue());
  }

  /**
   * Compares two texts by code point.
   *
   * @param a any text
   * @param b any text
   * @return negative, 0 or positive
   */
  public static int texts(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int x = a.codePointAt(i);
      int y = b.codePointAt(j);
      if (x != y) {
        return Integer.compare(x, y);
      }
      i += Character.charCount(x);
      j += Character.charCount(y);
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }
}
