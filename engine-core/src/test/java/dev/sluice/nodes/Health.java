package dev.sluice.nodes;

import dev.sluice.testkit.Simulation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What has befallen a node: the excuses that it has if it loses a run. */
final class Health {
  private static final long LONG = 300_000_000;

  private final Simulation world;
  private final Deque<Long> refusals = new ArrayDeque<>();
  private long diedAt = Long.MAX_VALUE;
  private long heldUntil = Long.MIN_VALUE;

  /** When it began to ask what isn't answered yet. */
  private final List<Long> asking = new ArrayList<>();

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

  /** It begins to ask about its leases; perhaps while it asks something else. */
  Long asks() {
    Long now = world.getAsLong();
    asking.add(now);
    return now;
  }

  void answered(Long asked) {
    heldUp(asked, world.getAsLong());
    asking.remove(asked);
  }

  /** A question about its leases was lost, or the answer. */
  void refused(Long asked) {
    answered(asked);
    refusals.add(world.getAsLong());
    if (refusals.size() > 3) {
      refusals.remove();
    }
  }

  /** Whether it stood still within the last time. */
  boolean wasHeldUp(long within) {
    long now = world.getAsLong();
    return heldUntil >= now - within || asking.stream().anyMatch(asked -> now - asked >= LONG);
  }

  /** Whether it couldn't help it that a lease wasn't renewed. */
  boolean isExcused(long lease) {
    boolean cutOff = refusals.size() == 3 && refusals.getFirst() >= world.getAsLong() - 2 * lease;
    return diedAt != Long.MAX_VALUE || cutOff || wasHeldUp(2 * lease);
  }
}
