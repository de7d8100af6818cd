package dev.sluice.internal.json;

import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/**
 * The engine's one writer. "Byte-exact" and "equal" mean its bytes.
 *
 * <p>It is our own because Jackson's writers either refuse lone surrogates (UTF-8) or leave them
 * bare (text); here they are escaped, so that the text can always be encoded. Numbers are written
 * as their node holds them, decimals by {@link java.math.BigDecimal#toString()}.
 */
public final class JsonText {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private JsonText() {}

  /**
   * Compact JSON.
   *
   * @param node a value in normal form
   * @return the text
   */
  public static String compact(JsonNode node) {
    if (node.isTextual()) {
      StringBuilder out = new StringBuilder(node.textValue().length() + 16);
      appendString(out, node.textValue());
      return out.toString();
    }
    StringBuilder out = new StringBuilder(64);
    append(out, node);
    return out.toString();
  }

  /**
   * JSON indented by two blanks a level, {@code "key": value}, empty containers as {@code {}} and
   * {@code []}.
   *
   * @param node a value in normal form
   * @return the text, lines ended by LF, none at the end
   */
  public static String pretty(JsonNode node) {
    StringBuilder out = new StringBuilder(256);
    appendPretty(out, node, 0);
    return out.toString();
  }

  /**
   * Appends compact JSON.
   *
   * @param out where to
   * @param node a value in normal form
   */
  public static void append(StringBuilder out, JsonNode node) {
    switch (node.asToken().id()) {
      case ID_STRING -> appendString(out, node.textValue());
      case ID_START_OBJECT -> {
        out.append('{');
        boolean first = true;
        for (Iterator<Map.Entry<String, JsonNode>> i = node.properties().iterator();
            i.hasNext(); ) {
          Map.Entry<String, JsonNode> field = i.next();
          if (!first) {
            out.append(',');
          }
          first = false;
          appendString(out, field.getKey());
          out.append(':');
          append(out, field.getValue());
        }
        out.append('}');
      }
      case ID_START_ARRAY -> {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          append(out, node.get(i));
        }
        out.append(']');
      }
      default -> out.append(scalar(node));
    }
  }

  private static String scalar(JsonNode node) {
    return node.isNumber() ? Numbers.text(node) : node.asText();
  }

  private static void appendPretty(StringBuilder out, JsonNode node, int level) {
    if (node.isObject() && !node.isEmpty()) {
      out.append('{');
      boolean first = true;
      for (Iterator<Map.Entry<String, JsonNode>> i = node.properties().iterator(); i.hasNext(); ) {
        Map.Entry<String, JsonNode> field = i.next();
        out.append(first ? "\n" : ",\n").append("  ".repeat(level + 1));
        first = false;
        appendString(out, field.getKey());
        out.append(": ");
        appendPretty(out, field.getValue(), level + 1);
      }
      out.append('\n').append("  ".repeat(level)).append('}');
    } else if (node.isArray() && !node.isEmpty()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        out.append(i == 0 ? "\n" : ",\n").append("  ".repeat(level + 1));
        appendPretty(out, node.get(i), level + 1);
      }
      out.append('\n').append("  ".repeat(level)).append(']');
    } else {
      append(out, node);
    }
  }

  /**
   * Appends a JSON string: quotes, backslashes and controls escaped, lone surrogates too.
   *
   * @param out where to
   * @param text any text
   */
  public static void appendString(StringBuilder out, String text) {
    out.append('"');
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      out.append(text, plainFrom, i);
      plainFrom = i + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default ->
            out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[(c >> 8) & 15])
                .append(HEX[(c >> 4) & 15])
                .append(HEX[c & 15]);
      }
    }
    out.append(text, plainFrom, text.length()).append('"');
  }
}
