package dev.sluice.error;

import org.jspecify.annotations.Nullable;

/**
 * The store doesn't answer, or what it has of a run can't be read. The run named by {@link
 * #executionId()} stays where its last recorded step left it.
 */
public final class StoreUnavailableException extends EngineException {
  private static final long serialVersionUID = 1L;

  /** The run that was under way. */
  private final @Nullable String executionId;

  /** Whether the store may answer when it is asked again. */
  private final boolean mayPass;

  /**
   * Makes the exception of a store that won't answer when it is asked again.
   *
   * @param executionId the run that was under way, or null
   * @param cause what the store said, or null
   */
  public StoreUnavailableException(@Nullable String executionId, @Nullable Throwable cause) {
    this(executionId, cause, false);
  }

  /**
   * Makes the exception.
   *
   * @param executionId the run that was under way, or null
   * @param cause what the store said, or null
   * @param mayPass whether it may answer when it is asked again: a lost connection, a deadlock
   */
  public StoreUnavailableException(
      @Nullable String executionId, @Nullable Throwable cause, boolean mayPass) {
    super(
        "The store doesn't answer"
            + (executionId == null
                ? ""
                : "; execution " + executionId + " stays at its last recorded step")
            + ".",
        cause);
    this.executionId = executionId;
    this.mayPass = mayPass;
  }

  private StoreUnavailableException(String message, String executionId, @Nullable Throwable cause) {
    super(message, cause);
    this.executionId = executionId;
    this.mayPass = false;
  }

  /**
   * Makes the exception of a store that has a run, but in a form that can't be read.
   *
   * @param executionId the run
   * @param cause what was thrown while it was read, or null
   * @return the exception
   */
  public static StoreUnavailableException unreadable(
      String executionId, @Nullable Throwable cause) {
    return new StoreUnavailableException(
        "What the store has of the execution "
            + executionId
            + " can't be read"
            + (cause == null ? "" : " (" + cause.getClass().getName() + ")")
            + ": it was damaged, or written by a newer version, or its key is missing.",
        executionId,
        cause);
  }

  /**
   * Whether the store may answer when it is asked again.
   *
   * @return true for a lost connection, a deadlock and the like; the engine then asks again for a
   *     while
   */
  public boolean isTransient() {
    return mayPass;
  }

  /**
   * The run that was under way.
   *
   * @return its id, or null where there was none
   */
  public @Nullable String executionId() {
    return executionId;
  }
}
