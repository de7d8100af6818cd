package dev.sluice.internal.engine;

import dev.sluice.host.Host;
import dev.sluice.tool.ToolLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Lets calls begin within the tool limits, and as far as there are threads for them. Nobody blocks
 * in it: a call that may not begin yet is queued, and begins when another ends or its time has
 * come, first come first served among those that may.
 */
final class ToolGate {
  private final ToolLimits limits;
  private final Host host;
  private final Threads threads;
  private final Map<String, Usage> usage = new HashMap<>();
  private final List<Waiting> queue = new ArrayList<>();
  private int running;

  /** By the host's ticker; {@link Long#MAX_VALUE} for none. */
  private long timerAt = Long.MAX_VALUE;

  private record Waiting(String toolId, Runnable begin) {}

  /** What a tool uses of its limits. */
  private static final class Usage {
    int running;
    long nextNanos = Long.MIN_VALUE;
  }

  ToolGate(ToolLimits limits, Host host, Threads threads) {
    this.limits = limits;
    this.host = host;
    this.threads = threads;
  }

  boolean bounds(String toolId) {
    return limits.bounds(toolId);
  }

  /** Begins now or later; whoever begins must {@link #leave}. */
  void enter(String toolId, Runnable begin) {
    synchronized (this) {
      queue.add(new Waiting(toolId, begin));
    }
    pump();
  }

  /** A queued call that isn't wanted any more. */
  boolean withdraw(Runnable begin) {
    synchronized (this) {
      return queue.removeIf(waiting -> waiting.begin() == begin);
    }
  }

  void leave(String toolId) {
    synchronized (this) {
      running--;
      usage.computeIfAbsent(toolId, id -> new Usage()).running--;
    }
    pump();
  }

  private void pump() {
    List<Runnable> begins = new ArrayList<>();
    long wait = Long.MAX_VALUE;
    synchronized (this) {
      long now = host.ticker().getAsLong();
      int most = Math.min(limits.concurrency(), threads.mostCalls());
      for (Iterator<Waiting> i = queue.iterator(); i.hasNext() && running < most; ) {
        Waiting waiting = i.next();
        Usage used = usage.computeIfAbsent(waiting.toolId(), id -> new Usage());
        if (used.running >= limits.concurrency(waiting.toolId())) {
          continue;
        }
        double rate = limits.callsPerSecond(waiting.toolId());
        if (rate != Double.POSITIVE_INFINITY) {
          if (used.nextNanos != Long.MIN_VALUE && used.nextNanos - now > 0) {
            wait = Math.min(wait, used.nextNanos - now);
            continue;
          }
          used.nextNanos = now + (long) (1e9 / rate);
        }
        used.running++;
        running++;
        i.remove();
        begins.add(waiting.begin());
      }
      // One timer for all that wait, however many: a later one isn't needed.
      if (wait != Long.MAX_VALUE && timerAt != Long.MAX_VALUE && now + wait - timerAt >= 0) {
        wait = Long.MAX_VALUE;
      } else if (wait != Long.MAX_VALUE) {
        timerAt = now + wait;
      }
    }
    if (wait != Long.MAX_VALUE) {
      threads.after(this::timerFired, wait);
    }
    begins.forEach(Runnable::run);
  }

  private void timerFired() {
    synchronized (this) {
      timerAt = Long.MAX_VALUE;
    }
    pump();
  }
}
