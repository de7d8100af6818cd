package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What values mean, said a second time and in other words, so that no test takes the
 * implementation's word for it.
 */
final class Oracle {
  private Oracle() {}

  /** Compact JSON, written by rules of its own. */
  static String json(JsonNode node) {
    if (node.isObject()) {
      List<String> members = new ArrayList<>();
      node.fieldNames()
          .forEachRemaining(key -> members.add(quoted(key) + ":" + json(node.get(key))));
      return "{" + String.join(",", members) + "}";
    } else if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.elements().forEachRemaining(item -> items.add(json(item)));
      return "[" + String.join(",", items) + "]";
    } else if (node.isTextual()) {
      return quoted(node.textValue());
    } else if (node.isBigDecimal()) {
      return node.decimalValue().toString();
    } else if (node.isIntegralNumber()) {
      return node.bigIntegerValue().toString();
    } else if (node.isNull()) {
      return "null";
    }
    return node.booleanValue() ? "true" : "false";
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int c : text.codePoints().toArray()) {
      String named = "\"\\\n\r\t\b\f".indexOf(c) < 0 ? null : "\"\\nrtbf";
      if (named != null) {
        out.append('\\').append(named.charAt("\"\\\n\r\t\b\f".indexOf(c)));
      } else if (c < 32 || (c >= 0xD800 && c <= 0xDFFF)) {
        out.append(String.format("\\u%04X", c));
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.append('"').toString();
  }

  /** A value within text. */
  static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.isNull() ? "" : json(node);
  }

  /** Missing is falsy as well; the caller knows. */
  static boolean truth(JsonNode node) {
    return !List.of("null", "false", "\"\"", "[]").contains(json(node));
  }

  /** A path from a start, one segment after the other. */
  static Optional<JsonNode> lookup(JsonNode start, List<String> segments) {
    if (segments.isEmpty()) {
      return Optional.of(start);
    }
    return member(start, segments.get(0))
        .flatMap(next -> lookup(next, segments.subList(1, segments.size())));
  }

  static Optional<JsonNode> member(JsonNode holder, String name) {
    if (holder instanceof ObjectNode) {
      return holder.properties().stream()
          .filter(field -> field.getKey().equals(name))
          .map(java.util.Map.Entry::getValue)
          .findFirst();
    } else if (holder instanceof ArrayNode) {
      for (int i = 0; i < holder.size(); i++) {
        if (String.valueOf(i).equals(name)) {
          return Optional.of(holder.get(i));
        }
      }
    }
    return Optional.empty();
  }

  /** Line and column of an offset: lines end at LF, columns count code points. */
  static List<Integer> place(String text, int offset) {
    String before = text.substring(0, offset);
    int lineStart = before.lastIndexOf('\n') + 1;
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return List.of(line, 1 + before.substring(lineStart).codePointCount(0, offset - lineStart));
  }
}
