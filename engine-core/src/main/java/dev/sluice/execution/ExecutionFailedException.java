package dev.sluice.execution;

/**
 * Thrown by {@link Execution#orThrow()} only: a host asked for an exception where a run didn't
 * succeed. {@code execute} itself never throws it.
 */
public final class ExecutionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Execution execution;

  ExecutionFailedException(Execution execution) {
    super(
        "Execution "
            + execution.id()
            + " is "
            + execution.status().text()
            + (execution.error() == null ? "" : ": " + execution.error()));
    this.execution = execution;
  }

  /**
   * The run.
   *
   * @return its record
   */
  public Execution execution() {
    return execution;
  }
}
