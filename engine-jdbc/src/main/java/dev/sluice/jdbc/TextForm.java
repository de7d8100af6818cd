package dev.sluice.jdbc;

/**
 * The form in which any Java string fits any database. PostgreSQL refuses U+0000, and UTF-8 has no
 * form for half a surrogate pair: these are written as U+0010 and four hexadecimal digits, and so
 * is U+0010 itself. All other texts are stored as they are.
 */
final class TextForm {
  private static final char ESCAPE = '\u0010';

  private TextForm() {}

  static String stored(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0 || c == ESCAPE || Character.isSurrogate(c)) {
        return escaped(text, i);
      }
    }
    return text;
  }

  private static String escaped(String text, int from) {
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (c == 0 || c == ESCAPE || Character.isSurrogate(c)) {
        out.append(ESCAPE);
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit((c >> shift) & 15, 16));
        }
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  static String original(String stored) {
    int at = stored.indexOf(ESCAPE);
    if (at < 0) {
      return stored;
    }
    StringBuilder out = new StringBuilder(stored.length());
    int plainFrom = 0;
    while (at >= 0) {
      out.append(stored, plainFrom, at)
          .append((char) Integer.parseInt(stored.substring(at + 1, at + 5), 16));
      plainFrom = at + 5;
      at = stored.indexOf(ESCAPE, plainFrom);
    }
    return out.append(stored, plainFrom, stored.length()).toString();
  }
}
