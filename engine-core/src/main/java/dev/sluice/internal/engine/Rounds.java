package dev.sluice.internal.engine;

/**
 * Something that is done again and again, each time on a thread of its own. A round that hangs,
 * since the store's answer was lost, holds up the next one for a quarter of the lease and no
 * longer; and only a few hang at once. Thread-safe.
 */
final class Rounds {
  private static final int MOST = 3;

  private final Core core;
  private int underWay;
  private long begunNanos;

  Rounds(Core core) {
    this.core = core;
  }

  /** Whether a round may begin now; if so, it must {@link #end()}. */
  synchronized boolean begin() {
    long now = core.host().ticker().getAsLong();
    long patience = core.claimant().leaseMicros() * 250;
    if (underWay >= MOST || (underWay > 0 && now - begunNanos < patience)) {
      return false;
    }
    underWay++;
    begunNanos = now;
    return true;
  }

  synchronized void end() {
    underWay--;
  }
}
