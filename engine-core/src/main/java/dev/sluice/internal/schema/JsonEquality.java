package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.json.JsonCompare;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * Equality as JSON Schema means it: numbers by their value (1.0 equals 1), objects whatever the
 * order of their keys. It never writes an exponent out, so 1e400000000 costs no more than 1.
 */
final class JsonEquality {
  private JsonEquality() {}

  static boolean in(List<JsonNode> values, JsonNode value) {
    for (JsonNode candidate : values) {
      if (JsonCompare.equal(candidate, value)) {
        return true;
      }
    }
    return false;
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
