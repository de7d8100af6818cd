package dev.sluice.nodes;

import dev.sluice.testkit.Simulation;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has befallen a node: the excuses that it has if it loses a run. */
final class Health {
  private static final long LONG = 300_000_000;

  private final Simulation world;
  private final Deque<Long> refusals = new ArrayDeque<>();
  private long diedAt = Long.MAX_VALUE;
  private long heldUntil = Long.MIN_VALUE;
  private long asking = Long.MAX_VALUE;

  Health(Simulation world) {
    this.world = world;
  }

  void died() {
    diedAt = Math.min(diedAt, world.getAsLong());
  }

  long diedAt() {
    return diedAt;
  }

  /** It stood still, or an answer about its leases took long. */
  void heldUp(long from, long until) {
    if (until - from >= LONG) {
      heldUntil = Math.max(heldUntil, until);
    }
  }

  /** It begins to ask about its leases. */
  void asks() {
    asking = world.getAsLong();
  }

  void answered() {
    heldUp(asking, world.getAsLong());
    asking = Long.MAX_VALUE;
  }

  /** A question about its leases was lost, or the answer. */
  void refused() {
    answered();
    refusals.add(world.getAsLong());
    if (refusals.size() > 3) {
      refusals.remove();
    }
  }

  /** Whether it stood still within the last time. */
  boolean wasHeldUp(long within) {
    long now = world.getAsLong();
    return heldUntil >= now - within || now - Math.min(now, asking) >= LONG;
  }

  /** Whether it couldn't help it that a lease wasn't renewed. */
  boolean isExcused(long lease) {
    boolean cutOff = refusals.size() == 3 && refusals.getFirst() >= world.getAsLong() - 2 * lease;
    return diedAt != Long.MAX_VALUE || cutOff || wasHeldUp(2 * lease);
  }
}
