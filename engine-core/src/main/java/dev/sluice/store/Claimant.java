package dev.sluice.store;

import java.util.Objects;

/**
 * An engine that claims runs.
 *
 * @param owner the engine's own id
 * @param leaseMicros how long a claim holds without being renewed, in microseconds by the store's
 *     clock
 */
public record Claimant(String owner, long leaseMicros) {
  /**
   * Makes it.
   *
   * @param owner the engine's own id
   * @param leaseMicros how long a claim holds without being renewed, in microseconds
   */
  public Claimant {
    Objects.requireNonNull(owner, "owner");
    if (leaseMicros <= 0) {
      throw new IllegalArgumentException("the lease must be positive, but is " + leaseMicros);
    }
  }
}
