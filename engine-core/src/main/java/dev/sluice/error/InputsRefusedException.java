package dev.sluice.error;

import java.util.List;

/** The inputs of a run were refused before any tool was called. Carries every problem at once. */
public final class InputsRefusedException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * Makes the exception.
   *
   * @param problems what is wrong, at least one error
   */
  public InputsRefusedException(List<Problem> problems) {
    super("The inputs are refused: " + ProblemText.of(problems));
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
