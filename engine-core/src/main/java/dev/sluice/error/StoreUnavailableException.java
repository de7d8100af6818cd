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

  /**
   * Makes the exception.
   *
   * @param executionId the run that was under way, or null
   * @param cause what the store said, or null
   */
  public StoreUnavailableException(@Nullable String executionId, @Nullable Throwable cause) {
    super(
        "The store doesn't answer"
            + (executionId == null
                ? ""
                : "; execution " + executionId + " stays at its last recorded step")
            + ".",
        cause);
    this.executionId = executionId;
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
