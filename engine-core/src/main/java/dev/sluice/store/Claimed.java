package dev.sluice.store;

import java.util.Objects;

/**
 * A run that was claimed.
 *
 * @param fence the right to write to it
 * @param stored the run
 * @param recoveries how often it was taken over from an engine whose lease had expired, this time
 *     included
 * @param recovered whether that was so this time
 */
public record Claimed(Fence fence, StoredExecution stored, int recoveries, boolean recovered) {
  /**
   * Makes it.
   *
   * @param fence the right to write to it
   * @param stored the run
   * @param recoveries how often it was taken over
   * @param recovered whether that was so this time
   */
  public Claimed {
    Objects.requireNonNull(fence, "fence");
    Objects.requireNonNull(stored, "stored");
  }
}
