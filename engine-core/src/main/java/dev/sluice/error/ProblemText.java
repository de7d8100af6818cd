package dev.sluice.error;

import java.util.List;

/** How exceptions print their problems. */
final class ProblemText {
  private ProblemText() {}

  static String of(List<Problem> problems) {
    return problems.size()
        + (problems.size() == 1 ? " problem\n" : " problems\n")
        + Problem.format(problems);
  }
}
