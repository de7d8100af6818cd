package dev.sluice.internal.schema;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NULL;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Equality as JSON Schema means it: numbers by their value (1.0 equals 1), objects whatever the
 * order of their keys. It never writes an exponent out, so 1e400000000 costs no more than 1.
 */
final class JsonEquality {
  private JsonEquality() {}

  static boolean same(JsonNode a, JsonNode b) {
    if (a.getNodeType() != b.getNodeType()) {
      return false;
    }
    return switch (a.asToken().id()) {
      case ID_START_OBJECT -> sameObject(a, b);
      case ID_START_ARRAY -> sameArray(a, b);
      case ID_NUMBER_INT, ID_NUMBER_FLOAT -> sameNumber(a, b);
      case ID_TRUE, ID_FALSE -> a.booleanValue() == b.booleanValue();
      case ID_NULL -> true;
      default -> a.asText().equals(b.asText());
    };
  }

  static boolean in(List<JsonNode> values, JsonNode value) {
    for (JsonNode candidate : values) {
      if (same(candidate, value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameObject(JsonNode a, JsonNode b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Iterator<Map.Entry<String, JsonNode>> i = a.properties().iterator(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      JsonNode other = b.get(field.getKey());
      if (other == null || !same(field.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameArray(JsonNode a, JsonNode b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameNumber(JsonNode a, JsonNode b) {
    if (a.canConvertToLong() && a.isIntegralNumber() && b.isIntegralNumber()) {
      return b.canConvertToLong() && a.longValue() == b.longValue();
    }
    // BigDecimal compares the magnitudes first and then brings only the scales together that
    // differ by no more digits than the numbers were written with.
    return a.decimalValue().compareTo(b.decimalValue()) == 0;
  }

  /** Whether a number has no fraction. */
  static boolean isInteger(JsonNode number) {
    return number.isIntegralNumber() || isInteger(number.decimalValue());
  }

  private static boolean isInteger(BigDecimal decimal) {
    int scale = decimal.scale();
    if (scale <= 0 || decimal.signum() == 0) {
      return true;
    }
    BigInteger digits = decimal.unscaledValue();
    // A multiple of 10^scale has at least scale twos as factors, and more than scale digits. Both
    // are cheap to see, unlike stripping a million zeros one by one.
    if (digits.getLowestSetBit() < scale || digits.bitLength() < scale * 3L) {
      return false;
    }
    return digits.mod(BigInteger.TEN.pow(scale)).signum() == 0;
  }
}
