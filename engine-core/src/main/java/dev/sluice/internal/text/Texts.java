package dev.sluice.internal.text;

import dev.sluice.internal.Nullable;

/** Rules for text that people or tools supply. */
public final class Texts {
  private Texts() {}

  /**
   * Whether the text may be an id, a name, a tag or a key: 1 to {@code most} code points, no
   * control characters, no lone surrogates.
   *
   * @param text any text
   * @param most code points
   * @return what is wrong with it, or null
   */
  public static @Nullable String identifierFault(String text, int most) {
    if (text.isEmpty()) {
      return "must not be empty";
    }
    if (text.codePointCount(0, text.length()) > most) {
      return "has more than " + most + " characters";
    }
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (Character.isISOControl(c)) {
        return "has a control character";
      }
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return "has a lone surrogate";
      }
      i += Character.charCount(c);
    }
    return null;
  }

  /**
   * Makes a message fit for a record: NUL and lone surrogates become U+FFFD, and it is cut at
   * {@code most} UTF-16 units, never in the middle of a code point.
   *
   * @param text any text
   * @param most UTF-16 units
   * @return the text itself where nothing had to be changed
   */
  public static String storable(String text, int most) {
    int end = Math.min(text.length(), most);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder changed = null;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < end
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        if (changed == null) {
          changed = new StringBuilder(text.substring(0, end));
        }
        changed.setCharAt(i, '\uFFFD');
      }
    }
    return changed != null
        ? changed.toString()
        : end == text.length() ? text : text.substring(0, end);
  }

  /**
   * Makes text from outside fit for one line of a log: controls and line separators become U+FFFD,
   * and it is cut at 200 characters.
   *
   * @param text any text, or null
   * @return one line
   */
  public static String loggable(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder out = new StringBuilder(Math.min(text.length(), 200));
    for (int i = 0; i < text.length() && i < 200; i++) {
      char c = text.charAt(i);
      boolean breaks =
          Character.isISOControl(c)
              || c == '\u2028'
              || c == '\u2029'
              || Character.getType(c) == Character.FORMAT;
      out.append(breaks ? '\uFFFD' : c);
    }
    return out.toString();
  }
}
