package dev.sluice.internal.json;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/**
 * How many bytes {@link JsonText} would write, without writing them; stops as soon as a bound is
 * passed.
 */
public final class JsonSize {
  private JsonSize() {}

  /**
   * Whether a value fits.
   *
   * @param node a value in normal form
   * @param most the bound in bytes of UTF-8
   * @return false if its compact JSON is longer
   */
  public static boolean fits(JsonNode node, long most) {
    return most - bytes(node, most) >= 0;
  }

  /**
   * The size of a value.
   *
   * @param node a value in normal form
   * @param most where to stop counting
   * @return its bytes as compact JSON in UTF-8, or any number above {@code most} if it has more
   *     than that
   */
  public static long bytes(JsonNode node, long most) {
    return switch (node.asToken().id()) {
      case ID_STRING -> ofString(node.textValue());
      case ID_START_OBJECT -> ofObject(node, most);
      case ID_START_ARRAY -> ofArray(node, most);
      case ID_NUMBER_INT, ID_NUMBER_FLOAT ->
          node.isInt() ? ofInt(node.intValue()) : numberText(node).length();
      case ID_TRUE, ID_FALSE -> node.booleanValue() ? 4 : 5;
      default -> 4;
    };
  }

  private static long ofObject(JsonNode node, long most) {
    long bytes = 2 + Math.max(0L, node.size() - 1L);
    for (Iterator<Map.Entry<String, JsonNode>> i = node.properties().iterator();
        i.hasNext() && bytes <= most; ) {
      Map.Entry<String, JsonNode> field = i.next();
      bytes += ofString(field.getKey()) + 1;
      bytes += bytes(field.getValue(), most - bytes);
    }
    return bytes;
  }

  private static long ofArray(JsonNode node, long most) {
    long bytes = 2 + Math.max(0L, node.size() - 1L);
    for (int i = 0; i < node.size() && bytes <= most; i++) {
      bytes += bytes(node.get(i), most - bytes);
    }
    return bytes;
  }

  private static String numberText(JsonNode node) {
    return Numbers.text(node);
  }

  private static int ofInt(int value) {
    int digits = value < 0 ? 1 : 0;
    long rest = Math.abs((long) value);
    do {
      digits++;
      rest /= 10;
    } while (rest > 0);
    return digits;
  }

  static long ofString(String text) {
    int plain = 0;
    for (int length = text.length(); plain < length; plain++) {
      char c = text.charAt(plain);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        return plain + ofRest(text, plain);
      }
    }
    return plain + 2L;
  }

  private static long ofRest(String text, int from) {
    long bytes = 2;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += c >= ' ' ? (c == '"' || c == '\\' ? 2 : 1) : ofControl(c);
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        bytes += 6;
      }
    }
    return bytes;
  }

  private static int ofControl(char c) {
    return c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f' ? 2 : 6;
  }
}
