package dev.sluice.examples.bench.harness;

/**
 * Somebody who does the agreed work. Made in a Java VM of its own, so that no contender spoils what
 * the compiler learned of another.
 */
public interface Contender extends AutoCloseable {
  /**
   * Does the work once. Called by several threads at a time only in families that say so.
   *
   * @return what came of it, so that nothing can be optimised away
   * @throws Exception if it can't be done
   */
  Object work() throws Exception;

  /**
   * Does the work once and looks at it closely.
   *
   * @throws Exception if it isn't the agreed work
   */
  void check() throws Exception;

  @Override
  default void close() {}
}
