package dev.sluice.internal.check;

import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import java.util.List;

/**
 * Gathers what one check finds, up to a number that somebody may still read: a definition within
 * all limits has room for a hundred thousand faults, each of which takes time to put in words.
 */
final class Findings {
  static final int MOST = 1_000;

  private final List<Problem> problems;
  private int errors;
  private int warnings;

  /** Adds to what is known already, and doesn't count that. */
  Findings(List<Problem> problems) {
    this.problems = problems;
  }

  void add(Problem problem) {
    int count = problem.isError() ? ++errors : ++warnings;
    if (count <= MOST) {
      problems.add(problem);
    } else if (count == MOST + 1) {
      problems.add(
          problem.isError()
              ? Problem.error(ProblemCode.LIMIT_EXCEEDED, "", more("problems")).build()
              : Problem.warning(ProblemCode.LIMIT_EXCEEDED, "", more("warnings")).build());
    }
  }

  private static String more(String what) {
    return "There are more " + what + " than these " + MOST + "; the others aren't listed.";
  }

  /** Whether looking on is of no use. */
  boolean full() {
    return errors > MOST;
  }

  /** Whether another warning wouldn't be listed; then errors alone are looked for. */
  boolean enoughWarnings() {
    return warnings > MOST;
  }
}
