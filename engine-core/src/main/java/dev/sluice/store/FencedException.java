package dev.sluice.store;

/**
 * A store refused a write because another engine claimed the run. The writer must stop running it
 * at once.
 */
public final class FencedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fence the fence that is no longer the newest
   */
  public FencedException(Fence fence) {
    super("Another engine claimed the run: " + fence);
  }
}
