package dev.sluice.error;

import java.util.List;

/**
 * A template can't be compiled, or can't be resolved against its context. Carries every problem at
 * once.
 */
public final class TemplateException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * Makes the exception.
   *
   * @param problems what is wrong, at least one error
   */
  public TemplateException(List<Problem> problems) {
    super("The template is refused: " + ProblemText.of(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Everything that is wrong, in document order; warnings are included. The message shows the first
   * hundred.
   *
   * @return an immutable list
   */
  public List<Problem> problems() {
    return problems;
  }
}
