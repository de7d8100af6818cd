package dev.sluice.error;

/**
 * Someone else was first: a workflow was changed since the version that an update is based on, an
 * id is taken, or an idempotency key was used with other inputs. Read again, then decide.
 */
public final class ConflictException extends EngineException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is in conflict and what to do next
   */
  public ConflictException(String message) {
    super(message);
  }
}
