package dev.sluice.error;

import java.util.List;

/** A workflow definition was refused before anything ran. Carries every problem at once. */
public final class DefinitionRefusedException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * Makes the exception.
   *
   * @param problems what is wrong, at least one error
   */
  public DefinitionRefusedException(List<Problem> problems) {
    super("The workflow definition is refused: " + ProblemText.of(problems));
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
