package dev.sluice.error;

import java.util.List;

/** How exceptions print their problems. */
final class ProblemText {
  /** A message is read by people and kept by logs; {@code problems()} has them all. */
  private static final int MOST_PROBLEMS = 100;

  private ProblemText() {}

  /** The count, the first hundred, and how many more there are. */
  static String of(List<Problem> problems) {
    int shown = Math.min(problems.size(), MOST_PROBLEMS);
    return problems.size()
        + (problems.size() == 1 ? " problem\n" : " problems\n")
        + Problem.format(problems.subList(0, shown))
        + (shown < problems.size() ? "\nand " + (problems.size() - shown) + " more" : "");
  }

  /** A name from outside: controls and format characters replaced, and no longer than that. */
  static String oneLine(String text, int most) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), most));
    for (int i = 0; i < text.length() && i < most; i++) {
      char c = text.charAt(i);
      int kind = Character.getType(c);
      boolean breaks =
          kind == Character.CONTROL
              || kind == Character.FORMAT
              || kind == Character.LINE_SEPARATOR
              || kind == Character.PARAGRAPH_SEPARATOR;
      out.append(breaks ? '\uFFFD' : c);
    }
    return out.toString();
  }
}
