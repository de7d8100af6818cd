package dev.sluice.store;

import java.util.Objects;

/**
 * A run that was claimed.
 *
 * @param fence the right to write to it
 * @param stored the run; possibly {@linkplain StoredExecution#unreadable unreadable}
 * @param recoveries how often it was taken over from an engine whose lease had expired, this time
 *     included
 * @param recovered whether that was so this time
 * @param due whether its own time had come: false for one that was taken over, and for one that was
 *     made due by a message
 * @param nowMicros the store's time when it was claimed, in microseconds since 1970. A run's time
 *     goes on from there, whatever the clock of the engine says
 */
public record Claimed(
    Fence fence,
    StoredExecution stored,
    int recoveries,
    boolean recovered,
    boolean due,
    long nowMicros) {
  /**
   * Makes it.
   *
   * @param fence the right to write to it
   * @param stored the run
   * @param recoveries how often it was taken over
   * @param recovered whether that was so this time
   * @param due whether its own time had come
   * @param nowMicros the store's time
   */
  public Claimed {
    Objects.requireNonNull(fence, "fence");
    Objects.requireNonNull(stored, "stored");
  }
}
