package dev.sluice.examples.cli.terminal;

/**
 * Makes text from workflows, tools and servers safe for a terminal: control characters, escape
 * sequences, direction overrides and lone surrogates are shown as escapes like {@code \u001B},
 * never sent.
 */
public final class SafeText {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private SafeText() {}

  /**
   * One line.
   *
   * @param text any text
   * @return the text with every control, format and separator character shown as an escape
   */
  public static String line(String text) {
    return escape(text, false);
  }

  /**
   * Several lines.
   *
   * @param text any text
   * @return as {@link #line}, but line feeds are kept
   */
  public static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepLines) {
    StringBuilder out = null;
    int copied = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (!isHarmless(c) && !(c == '\n' && keepLines)) {
        out = out == null ? new StringBuilder(text.length() + 16) : out;
        out.append(text, copied, i);
        appendEscape(out, text, i, next);
        copied = next;
      }
      i = next;
    }
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // The joiners are part of ordinary writing and of emoji; the others hide or reorder text.
      case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }

  /** As JSON writes it, so that a record stays the same record. */
  private static void appendEscape(StringBuilder out, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(String.format("\\u%04X", (int) c));
      }
    }
  }
}
