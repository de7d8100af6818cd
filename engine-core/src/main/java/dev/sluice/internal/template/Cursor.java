package dev.sluice.internal.template;

/** Turns ascending offsets into lines (ended by LF) and columns (in code points), in one pass. */
final class Cursor {
  private final String text;
  private int offset;
  private int line = 1;
  private int column = 1;

  Cursor(String text) {
    this.text = text;
  }

  void moveTo(int target) {
    for (; offset < target; offset++) {
      char c = text.charAt(offset);
      if (c == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(c)
          || offset == 0
          || !Character.isHighSurrogate(text.charAt(offset - 1))) {
        column++;
      }
    }
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }
}
