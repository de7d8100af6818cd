package dev.sluice.nodes;

import java.util.Random;

/** What goes wrong in a world, drawn from its seed. */
final class Faults {
  private final Random random;
  final boolean crashes;
  final boolean pauses;
  final boolean losses;
  final boolean delays;
  final boolean skews;

  /** Whether it does so now. */
  boolean on;

  private Faults(Random random) {
    this.random = random;
    crashes = random.nextInt(3) > 0;
    pauses = random.nextInt(3) == 0;
    losses = random.nextInt(2) == 0;
    delays = random.nextInt(3) == 0;
    skews = random.nextInt(2) == 0;
  }

  static Faults of(Random random) {
    return new Faults(random);
  }

  static Faults none() {
    return new Faults(new Random(0));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  boolean crashesNow() {
    return on && crashes && oneIn(250);
  }

  boolean crashesInTool() {
    return on && crashes && oneIn(25);
  }

  boolean pausesNow() {
    return on && pauses && oneIn(120);
  }

  boolean losesNow() {
    return on && losses && oneIn(12);
  }

  boolean delaysNow() {
    return on && delays && oneIn(12);
  }

  long pauseMs() {
    return oneIn(3) ? 4_000 + random.nextInt(6_000) : 1 + random.nextInt(4_000);
  }

  long delayMs() {
    return oneIn(8) ? random.nextInt(6_000) : random.nextInt(250);
  }

  long skewMs() {
    return skews ? (random.nextInt(11) - 5) * 60_000L : 0;
  }
}
