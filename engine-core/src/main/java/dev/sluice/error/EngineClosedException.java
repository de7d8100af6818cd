package dev.sluice.error;

/** The engine was closed; nothing new starts on it. Build another engine. */
public final class EngineClosedException extends EngineException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public EngineClosedException() {
    super("The engine is closed and starts nothing new; build another engine.");
  }
}
