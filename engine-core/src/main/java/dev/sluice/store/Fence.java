package dev.sluice.store;

import java.util.Objects;

/**
 * The right to write to one run: who holds it, and the how-manieth claim that is. A store refuses a
 * write under a fence that is no longer the run's newest. Immutable.
 *
 * <p>A store may extend it by what it wants to find again with the next write, such as the run's
 * place: the engine gives back the object that it got. It must also take one that was made by hand.
 */
public class Fence {
  private final String executionId;
  private final String owner;
  private final long attempt;

  /**
   * Makes a fence.
   *
   * @param executionId the run
   * @param owner the engine that claimed it
   * @param attempt from 1; every claim raises it
   */
  public Fence(String executionId, String owner, long attempt) {
    this.executionId = Objects.requireNonNull(executionId, "executionId");
    this.owner = Objects.requireNonNull(owner, "owner");
    this.attempt = attempt;
  }

  /**
   * The run.
   *
   * @return its id
   */
  public final String executionId() {
    return executionId;
  }

  /**
   * The engine that claimed it.
   *
   * @return an engine's own id
   */
  public final String owner() {
    return owner;
  }

  /**
   * The how-manieth claim.
   *
   * @return from 1
   */
  public final long attempt() {
    return attempt;
  }

  @Override
  public String toString() {
    return "Fence[" + executionId + ", " + owner + ", " + attempt + "]";
  }
}
