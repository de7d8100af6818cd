package dev.sluice.internal.template;

import dev.sluice.error.Problem;
import java.util.List;

/**
 * A template can't be resolved against its data. Cheap: it is data for the caller and has no stack
 * trace.
 */
public final class UnresolvedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  UnresolvedException(List<Problem> problems) {
    super(Problem.format(problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /**
   * Everything that is missing, or the limit that was passed.
   *
   * @return at least one error, in document order
   */
  public List<Problem> problems() {
    return problems;
  }
}
