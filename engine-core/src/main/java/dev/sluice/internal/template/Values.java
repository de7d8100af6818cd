package dev.sluice.internal.template;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NULL;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.NormalForm;
import dev.sluice.internal.json.NotNormalException;
import java.math.BigInteger;

/** What a value is as text and as truth. */
final class Values {
  private Values() {}

  /** Falsy: null, false, the empty text, the empty array. All else is truthy, 0 and {} too. */
  static boolean isTruthy(JsonNode value) {
    return switch (value.asToken().id()) {
      case ID_NULL -> false;
      case ID_TRUE, ID_FALSE -> value.booleanValue();
      case ID_STRING -> !value.textValue().isEmpty();
      case ID_START_ARRAY -> !value.isEmpty();
      case ID_NUMBER_INT, ID_NUMBER_FLOAT, ID_START_OBJECT -> true;
      default -> throw notJson(value);
    };
  }

  /**
   * Appends a value's text form: texts as they are, null as nothing, all else as compact JSON. The
   * caller checks the length afterwards; what is far too large or too deep isn't written at all.
   *
   * @param most what the whole text may have
   * @param depth how deep a container may be
   * @return false where nothing was appended
   */
  static boolean append(StringBuilder out, JsonNode value, int most, int depth) {
    if (value instanceof TextNode) {
      String text = value.textValue();
      if (text.length() > most) {
        return false;
      }
      out.append(text);
    } else if (value instanceof IntNode) {
      out.append(value.intValue());
    } else {
      switch (value.asToken().id()) {
        case ID_NULL -> {}
        case ID_TRUE, ID_FALSE -> JsonText.append(out, value);
        case ID_NUMBER_INT, ID_NUMBER_FLOAT -> JsonText.append(out, number(value));
        case ID_START_OBJECT, ID_START_ARRAY -> {
          // A UTF-16 unit is at most three bytes: what has more bytes than that can't fit.
          if (isDeeper(value, depth) || !JsonSize.fits(value, 3L * most)) {
            return false;
          }
          JsonText.append(out, value);
        }
        default -> throw notJson(value);
      }
    }
    return true;
  }

  /** Whether containers are nested deeper than a bound; recursion ends there too. */
  static boolean isDeeper(JsonNode value, int depth) {
    if (!value.isContainerNode()) {
      return false;
    } else if (depth == 0) {
      return true;
    }
    for (JsonNode child : value) {
      if (isDeeper(child, depth - 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A number in normal form: a caller's own tree may have floats, which the engine's never have.
   */
  static JsonNode number(JsonNode value) {
    try {
      return NormalForm.number(value);
    } catch (NotNormalException e) {
      throw new IllegalArgumentException("The context " + e.getMessage(), e);
    }
  }

  /** No more bytes than a number has as JSON that is no int, and no less than a sixth of them. */
  static long fewestBytes(JsonNode number) {
    BigInteger digits =
        number.isBigDecimal()
            ? number.decimalValue().unscaledValue()
            : number.isBigInteger() ? number.bigIntegerValue() : BigInteger.ZERO;
    return 2 + digits.bitLength() * 3L / 10;
  }

  /** A tree can hold Java objects that aren't JSON; the engine's own trees never do. */
  static IllegalArgumentException notJson(JsonNode value) {
    return new IllegalArgumentException(
        "The context has a node that is no JSON value (" + value.getNodeType() + ')');
  }
}
