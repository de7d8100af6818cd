package dev.sluice.internal.json;

import static dev.sluice.internal.json.NotNormalException.Reason.NOT_JSON;
import static dev.sluice.internal.json.NotNormalException.Reason.TOO_MANY_DIGITS;

import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers in normal form. */
final class Numbers {
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  /** From here on the JDK's own parsers, whose time grows with the square, are the slower ones. */
  private static final int MANY_DIGITS = 500;

  /**
   * The most digits of a number. Reading and writing take time that grows faster than the digits,
   * and comparing by value more so: the inputs' megabyte as one number would take many seconds.
   */
  static final int MOST_DIGITS = 10_000;

  private static final BigInteger TOO_LONG = BigInteger.TEN.pow(MOST_DIGITS);
  private static final int TOO_LONG_BITS = TOO_LONG.bitLength();

  private Numbers() {}

  static JsonNode of(Number number) throws NotNormalException {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return Json.NODES.numberNode(number.intValue());
    } else if (number instanceof Long || number instanceof AtomicInteger) {
      return of(number.longValue());
    } else if (number instanceof AtomicLong) {
      return of(number.longValue());
    } else if (number instanceof BigInteger big) {
      return of(bounded(big));
    } else if (number instanceof BigDecimal decimal) {
      bounded(decimal.unscaledValue());
      return of(decimal);
    } else if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new NotNormalException(
            NOT_JSON, "has a number that JSON doesn't have (NaN or infinite)");
      }
      return of(new BigDecimal(number.toString()));
    }
    throw new NotNormalException(
        NOT_JSON, "has a number of an unknown kind (" + number.getClass().getName() + ")");
  }

  /** Gives the same node back where it is in normal form. */
  static JsonNode of(JsonNode node) throws NotNormalException {
    if (node.isInt()) {
      return node;
    } else if (node.isBigDecimal()) {
      BigDecimal decimal = node.decimalValue();
      bounded(decimal.unscaledValue());
      return isWhole(decimal) ? of(decimal) : node;
    } else if (node.isLong()) {
      return node.longValue() == (int) node.longValue() ? of(node.longValue()) : node;
    } else if (node.isBigInteger()) {
      JsonNode small = of(bounded(node.bigIntegerValue()));
      return small.isBigInteger() ? node : small;
    }
    return of(node.numberValue());
  }

  private static JsonNode of(long value) {
    return value == (int) value ? Json.NODES.numberNode((int) value) : Json.NODES.numberNode(value);
  }

  private static JsonNode of(BigInteger big) {
    return big.compareTo(MIN_LONG) >= 0 && big.compareTo(MAX_LONG) <= 0
        ? of(big.longValue())
        : Json.NODES.numberNode(big);
  }

  private static JsonNode of(BigDecimal decimal) {
    return isWhole(decimal) ? of(decimal.unscaledValue()) : Json.NODES.numberNode(decimal);
  }

  /** Whether it is written without fraction and exponent, and so read back as a whole number. */
  static boolean isWhole(BigDecimal decimal) {
    return decimal.scale() == 0;
  }

  /**
   * How it is written: a float that isn't in normal form as that would be.
   *
   * @throws IllegalArgumentException if JSON has no such number
   */
  static String text(JsonNode number) {
    if (number.isBigDecimal()) {
      return number.decimalValue().toString();
    } else if (number.isDouble() || number.isFloat()) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new IllegalArgumentException(
            "There is a number that JSON doesn't have (NaN or infinite).");
      }
      return new BigDecimal(number.numberValue().toString()).toString();
    }
    return number.asText();
  }

  /** Whether it has no more digits than admitted. */
  static boolean isShort(BigDecimal number) {
    return !isLong(number.unscaledValue());
  }

  private static boolean isLong(BigInteger digits) {
    return digits.bitLength() >= TOO_LONG_BITS && digits.abs().compareTo(TOO_LONG) >= 0;
  }

  private static BigInteger bounded(BigInteger digits) throws NotNormalException {
    if (isLong(digits)) {
      throw new NotNormalException(
          TOO_MANY_DIGITS, "has a number of more than " + MOST_DIGITS + " digits");
    }
    return digits;
  }

  /**
   * Whether a number has more digits than admitted, leading zeros and exponent aside.
   *
   * @param text a number as JSON has it
   */
  static boolean tooLong(String text) {
    if (text.length() <= MOST_DIGITS) {
      return false;
    }
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        break;
      } else if ((c >= '1' && c <= '9') || (c == '0' && digits > 0)) {
        digits++;
      }
    }
    return digits > MOST_DIGITS;
  }

  /** Reads a whole number. */
  static JsonNode whole(String digits) {
    if (digits.length() < 19) {
      return of(Long.parseLong(digits));
    }
    return of(
        digits.length() < MANY_DIGITS
            ? new BigInteger(digits)
            : NumberInput.parseBigInteger(digits, true));
  }

  /**
   * Reads a number with a fraction or an exponent.
   *
   * @throws NumberFormatException if its exponent is out of range
   */
  static JsonNode decimal(String text) {
    return of(
        text.length() < MANY_DIGITS
            ? new BigDecimal(text)
            : NumberInput.parseBigDecimal(text, true));
  }
}
