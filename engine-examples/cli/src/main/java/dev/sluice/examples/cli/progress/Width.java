package dev.sluice.examples.cli.progress;

/** How many columns text takes on a terminal, rather one too many than one too few. */
final class Width {
  private Width() {}

  static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  private static int of(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean narrow = c < 0x1100 || (c >= 0x2000 && c < 0x2E80);
    return narrow ? 1 : 2;
  }

  /** The beginning of a text that takes at most some columns, with an ellipsis where it was cut. */
  static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    int taken = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (taken + of(c) > columns - 1) {
        break;
      }
      taken += of(c);
      end += Character.charCount(c);
    }
    return text.substring(0, end) + "…";
  }
}
