package dev.sluice.testkit;

import dev.sluice.host.Gate;
import dev.sluice.host.Host;
import dev.sluice.host.Sleeper;
import dev.sluice.host.Timers;
import dev.sluice.tool.ToolCall;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Surroundings for an engine in which time is virtual and everything happens on the calling thread,
 * in an order that a seed decides: tasks of its executors begin after a random delay, timers fire
 * at their time, and whoever waits makes the next thing happen. The same seed gives the same run.
 * Not thread-safe.
 */
public final class Simulation implements Executor, Timers, Sleeper, InstantSource, LongSupplier {
  private record Event(long at, long order, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.order(), b.order()));
  private final Random random;
  private final long mostDelayNanos;
  private long nanos;
  private long order;
  private long ids;
  private int most;
  private long happened;
  private int brief;
  private int depth;

  /**
   * A simulation.
   *
   * @param seed decides every delay
   * @param mostDelayMs the longest delay before a task of an executor begins; 0 for none
   */
  public Simulation(long seed, long mostDelayMs) {
    this.random = new Random(seed);
    this.mostDelayNanos = mostDelayMs * 1_000_000;
  }

  /** The surroundings to build an engine with. */
  public Host host() {
    return Host.builder()
        .clock(this)
        .ticker(this)
        .sleeper(this)
        .timers(this)
        .toolExecutor(this)
        .engineExecutor(this)
        .random(new Random(random.nextLong()))
        .ids(() -> String.format("00000000-0000-7000-8000-%012x", ids++))
        .build();
  }

  /** The source of everything random in this simulation. */
  public Random random() {
    return random;
  }

  /** The most tasks and timers that were outstanding at once. */
  public int most() {
    return most;
  }

  /** How many tasks and timers have happened. */
  public long happened() {
    return happened;
  }

  /** Virtual milliseconds since the beginning. */
  public long nowMs() {
    return nanos / 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(1_800_000_000L).plusNanos(nanos);
  }

  /** The same in microseconds since 1970: the clock of a store. */
  public long micros() {
    return 1_800_000_000_000_000L + nanos / 1_000;
  }

  @Override
  public long getAsLong() {
    return nanos;
  }

  @Override
  public void execute(Runnable task) {
    after(task, drawDelay());
  }

  /** How long a task waits for its thread, in nanoseconds. */
  public long drawDelay() {
    return mostDelayNanos == 0 ? 0 : (long) (random.nextDouble() * mostDelayNanos);
  }

  @Override
  public Runnable after(Runnable task, long delayNanos) {
    Event event = new Event(nanos + Math.max(0, delayNanos), order++, task);
    events.add(event);
    most = Math.max(most, events.size());
    return () -> events.remove(event);
  }

  @Override
  public void await(Gate gate, long most) {
    long until = most == Long.MAX_VALUE ? Long.MAX_VALUE : nanos + most;
    while (!gate.isOpen()) {
      Event next = events.peek();
      if (next == null || next.at() > until) {
        if (until == Long.MAX_VALUE) {
          throw new IllegalStateException("a run waits for something that never happens");
        }
        nanos = until;
        return;
      }
      step();
    }
  }

  /**
   * For tools that take time: lets virtual time pass within a call, and everything happen that is
   * due meanwhile. A tool that pauses while another one that began later does goes on after that
   * one: a tool may always take longer.
   *
   * @param call the call that takes time
   * @param ms how long
   * @throws InterruptedException once the call is cancelled, as an interrupted tool would
   */
  public void pause(ToolCall call, long ms) throws InterruptedException {
    long until = nanos + ms * 1_000_000;
    while (nanos < until) {
      if (call.isCancelled()) {
        throw new InterruptedException("interrupted after " + nowMs() + " ms");
      }
      stepUntil(until);
    }
  }

  /**
   * As {@link #pause}, for a tool that doesn't heed its interruption.
   *
   * @param ms how long
   */
  public void pauseRegardless(long ms) {
    long until = nanos + ms * 1_000_000;
    while (nanos < until) {
      stepUntil(until);
    }
  }

  /**
   * As {@link #pauseRegardless}, for something that isn't held up by what happens meanwhile:
   * nothing that takes time begins in it.
   *
   * @param ms how long
   */
  public void pauseBriefly(long ms) {
    brief++;
    try {
      pauseRegardless(ms);
    } finally {
      brief--;
    }
  }

  /** Whether what happens now happens while something else takes time. */
  public boolean isNested() {
    return depth > 1;
  }

  /** Whether whoever takes time now would hold up something brief. */
  public boolean isBrief() {
    return brief > 0;
  }

  /**
   * Makes the next thing happen if it is due by then; else lets time pass until then.
   *
   * @param until nanoseconds since the beginning, or {@link Long#MAX_VALUE}
   */
  public void stepUntil(long until) {
    Event next = events.peek();
    if (next == null || next.at() > until) {
      if (until == Long.MAX_VALUE) {
        throw new IllegalStateException("someone waits for something that never happens");
      }
      nanos = Math.max(nanos, until);
    } else {
      step();
    }
    // Whoever was interrupted learns it from its call: this thread stands for all of them.
    Thread.interrupted();
  }

  /** Makes the next thing happen; false if there is none. */
  public boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    happened++;
    nanos = Math.max(nanos, next.at());
    depth++;
    try {
      next.task().run();
    } finally {
      depth--;
    }
    return true;
  }

  /** Lets everything happen that is due by itself. */
  public void runUntilIdle() {
    while (step()) {
      // The next event may make further ones.
    }
  }

  /** Lets time pass, and everything happen that is due meanwhile. */
  public void advanceMs(long ms) {
    long until = nanos + ms * 1_000_000;
    while (!events.isEmpty() && events.peek().at() <= until) {
      step();
    }
    nanos = until;
  }
}
