package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A {@code $ref} into the same document: {@code #} and a JSON pointer. */
final class LocalReference {
  private LocalReference() {}

  /**
   * The pointer that a reference holds.
   *
   * @return an RFC 6901 pointer, or null if the reference is none of this form
   */
  static @Nullable String pointer(String reference) {
    if (!reference.startsWith("#")) {
      return null;
    }
    String pointer = percentDecoded(reference.substring(1));
    return pointer == null || (!pointer.isEmpty() && pointer.charAt(0) != '/') ? null : pointer;
  }

  /** What a pointer leads to, or null. */
  static @Nullable JsonNode find(JsonNode document, String pointer) {
    JsonNode at = document;
    if (pointer.isEmpty()) {
      return at;
    }
    for (String escaped : pointer.substring(1).split("/", -1)) {
      String key = escaped.replace("~1", "/").replace("~0", "~");
      at = at.isArray() ? element(at, key) : at.get(key);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  private static @Nullable JsonNode element(JsonNode array, String key) {
    return key.matches("0|[1-9][0-9]{0,8}") ? array.get(Integer.parseInt(key)) : null;
  }

  private static @Nullable String percentDecoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
