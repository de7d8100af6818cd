package dev.sluice.internal.template;

import java.util.BitSet;

/** Makes templates of texts. */
public final class Quoting {
  private static final int DIGITS = 6;

  private Quoting() {}

  /**
   * A template that resolves to exactly a text: the text itself where it has no tags, else behind a
   * change of delimiters to some that aren't in it. The comment keeps that change from being a
   * standalone line, which would take a line end with it.
   *
   * @param text any text
   * @return the template
   */
  public static String quote(String text) {
    if (!text.contains("{{")) {
      return text;
    }
    String open = text.contains("<%") ? unused(text) : "<%";
    return "{{=" + open + " %>=}}" + open + "!%>" + text;
  }

  /** A delimiter of {@code <} and six digits that isn't in a text; a text can't have all. */
  private static String unused(String text) {
    BitSet used = new BitSet();
    for (int i = text.indexOf('<'); i >= 0; i = text.indexOf('<', i + 1)) {
      int number = 0;
      int digit = i + 1;
      for (; digit <= i + DIGITS && digit < text.length(); digit++) {
        char c = text.charAt(digit);
        if (c < '0' || c > '9') {
          break;
        }
        number = number * 10 + (c - '0');
      }
      if (digit == i + DIGITS + 1) {
        used.set(number);
      }
    }
    return "<" + String.format(java.util.Locale.ROOT, "%06d", used.nextClearBit(0));
  }
}
