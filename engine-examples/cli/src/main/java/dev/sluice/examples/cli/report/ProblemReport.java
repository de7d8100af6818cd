package dev.sluice.examples.cli.report;

import dev.sluice.error.Problem;
import java.util.List;

/** Problems for people: all of them, numbered. */
public final class ProblemReport {
  private ProblemReport() {}

  /**
   * What is wrong.
   *
   * @param subject such as a file's name
   * @param problems at least one
   * @return lines, the first of which says how many problems there are
   */
  public static String of(String subject, List<Problem> problems) {
    return subject + ": " + count(problems) + "\n" + Problem.format(problems);
  }

  private static String count(List<Problem> problems) {
    long errors = problems.stream().filter(Problem::isError).count();
    long warnings = problems.size() - errors;
    if (errors == 0) {
      return many(warnings, "warning");
    }
    return many(errors, "error") + (warnings == 0 ? "" : ", " + many(warnings, "warning"));
  }

  static String many(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
