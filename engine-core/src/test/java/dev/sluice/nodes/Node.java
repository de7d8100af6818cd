package dev.sluice.nodes;

import dev.sluice.host.Gate;
import dev.sluice.host.Host;
import dev.sluice.store.Store;
import dev.sluice.testkit.Simulation;
import java.util.Random;

/**
 * A machine in a simulated world: it can die at any moment, stand still for a while and go on
 * unaware, and its clock may differ. Nothing that it had planned happens after its death, and the
 * store hears nothing of it.
 */
final class Node {
  /** Unwinds whatever a dead machine was doing. */
  static final class Dead extends Error {
    private static final long serialVersionUID = 1L;

    Dead() {
      super("this node is dead", null, false, false);
    }
  }

  private static final long MS = 1_000_000;
  private static final long MOST_MS = 10_000_000;

  private final Simulation world;
  final long skewMs;
  final Health health;

  /** Tasks and timers that are still to happen here. */
  int outstanding;

  private boolean dead;
  private long pausedUntil;
  private String name;
  private long nextId;

  Node(Simulation world, long skewMs) {
    this.world = world;
    this.skewMs = skewMs;
    this.health = new Health(world);
  }

  /** The owner of its claims: the first id that its engine draws. */
  String name() {
    return name;
  }

  void kill() {
    dead = true;
    health.died();
  }

  boolean isDead() {
    return dead;
  }

  /** Stands still: nothing happens here for a while, then everything that was due. */
  void pause(long ms) {
    pausedUntil = Math.max(pausedUntil, world.getAsLong() + ms * MS);
    health.heldUp(world.getAsLong(), pausedUntil);
  }

  boolean isPaused() {
    return pausedUntil > world.getAsLong();
  }

  /** Wherever this machine does something: it may have died, or has to wait. */
  void check() {
    if (!dead && isPaused()) {
      world.pauseBriefly((pausedUntil - world.getAsLong()) / MS + 1);
    }
    if (dead) {
      throw new Dead();
    }
  }

  /** Does something on this machine, now or when it goes on. */
  void run(Runnable task) {
    if (dead) {
      return;
    } else if (isPaused()) {
      after(task, pausedUntil - world.getAsLong());
      return;
    }
    try {
      task.run();
    } catch (Dead e) {
      // That was its end.
    }
  }

  private Runnable after(Runnable task, long nanos) {
    boolean[] over = {false};
    outstanding++;
    Runnable cancel =
        world.after(
            () -> {
              if (!over[0]) {
                over[0] = true;
                outstanding--;
                run(task);
              }
            },
            nanos);
    return () -> {
      if (!over[0]) {
        over[0] = true;
        outstanding--;
        cancel.run();
      }
    };
  }

  private void await(Gate gate, long most) {
    long until = world.getAsLong() + Math.min(most, Long.MAX_VALUE / 2);
    check();
    while (!gate.isOpen() && world.getAsLong() < until) {
      world.stepUntil(until);
      check();
      if (world.nowMs() > MOST_MS) {
        throw new AssertionError("someone waits for ever");
      }
    }
  }

  private String id() {
    String id = String.format("%08x-0000-7000-8000-%012x", world.random().nextInt(), nextId++);
    name = name == null ? id : name;
    return id;
  }

  Host host() {
    return Host.builder()
        .clock(() -> world.instant().plusMillis(skewMs))
        .ticker(world)
        .sleeper(this::await)
        .timers(this::after)
        .toolExecutor(task -> after(task, world.drawDelay()))
        .engineExecutor(task -> after(task, world.drawDelay()))
        .random(new Random(world.random().nextLong()))
        .ids(this::id)
        .build();
  }

  /** The store, as long as this node lives. */
  Store store(Store store) {
    return new NodeStore(this, world, store, Faults.none(), null);
  }
}
