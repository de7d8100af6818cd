package dev.sluice.error;

import org.jspecify.annotations.Nullable;

/**
 * A tool invoker can't say which tools it has, or claims a tool that another one has already.
 * Nothing was run. Its catalog is asked again with the next call of the engine.
 */
public final class ToolCatalogException extends EngineException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened and what to do next
   * @param cause what the invoker threw, or null
   */
  public ToolCatalogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
