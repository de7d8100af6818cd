package dev.sluice.examples.cli.progress;

import dev.sluice.examples.cli.terminal.SafeText;

/**
 * One line of a live display: a mark, how long it took or takes, what it is about, and a remark.
 *
 * @param color of the mark
 * @param mark one character
 * @param time may be empty
 * @param name of what it is about
 * @param remark may be empty
 */
record Line(Color color, String mark, String time, String name, String remark) {
  /** Colours by their escape sequence. */
  enum Color {
    NONE(""),
    RED("\u001B[31m"),
    GREEN("\u001B[32m"),
    YELLOW("\u001B[33m");

    private final String start;

    Color(String start) {
      this.start = start;
    }
  }

  private static final String END_OF_COLOR = "\u001B[0m";
  private static final String WHEEL = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final int TIME_COLUMNS = 11;

  static String wheel(long frame) {
    int at = (int) (frame % WHEEL.length());
    return WHEEL.substring(at, at + 1);
  }

  /** The line for a terminal of some width: never as wide as that, so that it never wraps. */
  String render(int columns, boolean colored) {
    String padded = " ".repeat(Math.max(0, TIME_COLUMNS - time.length())) + time;
    String text = padded + "  " + SafeText.line(name);
    String all = remark.isEmpty() ? text : text + "  " + SafeText.line(remark);
    return paint(mark, colored) + Width.cut(all, columns - 2);
  }

  private String paint(String text, boolean colored) {
    return colored && color != Color.NONE ? color.start + text + END_OF_COLOR : text;
  }
}
