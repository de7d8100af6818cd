package dev.sluice.error;

import org.jspecify.annotations.Nullable;

/**
 * The store doesn't answer. The run named by {@link #executionId()} stays where its last recorded
 * step left it.
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
