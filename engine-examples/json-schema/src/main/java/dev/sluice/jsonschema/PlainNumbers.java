package dev.sluice.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * Gives equal numbers one form. The validator compares nested numbers by their node, so that it
 * takes 1 and 1.0 for different inside of an array, which the specification doesn't.
 */
final class PlainNumbers {
  private static final JsonNodeFactory NODES = new JsonNodeFactory(true);

  /** Beyond so many digits a whole number keeps its exponent: 1e999999999 must stay short. */
  private static final long MOST_DIGITS = 1_000;

  private PlainNumbers() {}

  static JsonNode of(JsonNode node) {
    if (node.isBigDecimal() || node.isFloatingPointNumber()) {
      return number(node.decimalValue());
    } else if (node.isArray()) {
      ArrayNode copy = NODES.arrayNode(node.size());
      node.forEach(item -> copy.add(of(item)));
      return copy;
    } else if (node.isObject()) {
      ObjectNode copy = NODES.objectNode();
      node.properties().forEach(field -> copy.set(field.getKey(), of(field.getValue())));
      return copy;
    }
    return node;
  }

  private static JsonNode number(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    boolean whole = stripped.scale() <= 0;
    if (!whole || (long) stripped.precision() - stripped.scale() > MOST_DIGITS) {
      return NODES.numberNode(stripped);
    } else if (stripped.precision() - stripped.scale() < 10) {
      return NODES.numberNode(stripped.intValueExact());
    } else if (stripped.precision() - stripped.scale() < 19) {
      long value = stripped.longValueExact();
      return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }
    return stripped.toBigIntegerExact().bitLength() < 64
        ? NODES.numberNode(stripped.longValueExact())
        : NODES.numberNode(stripped.toBigIntegerExact());
  }
}
