package dev.sluice.internal.engine;

import dev.sluice.error.EngineException;
import dev.sluice.store.Claimed;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up runs that nobody works on: submitted ones, released ones that are due, and those whose
 * engine died. Thread-safe.
 */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");
  private static final int BATCH = 32;

  private final Core core;
  private final Takeover takeover;
  private final Rounds rounds;
  private boolean started;
  private boolean again;
  private Runnable timer = () -> {};

  Worker(Core core, Runs runs) {
    this.core = core;
    this.takeover = new Takeover(core, runs);
    this.rounds = new Rounds(core);
  }

  void start() {
    synchronized (this) {
      started = true;
    }
    nudge();
  }

  synchronized boolean isStarted() {
    return started;
  }

  synchronized void stop() {
    started = false;
    timer.run();
  }

  /** There may be something to take up. */
  void nudge() {
    look(false);
  }

  /** The next look is planned before this one: it comes even if this one never ends. */
  private void look(boolean planned) {
    synchronized (this) {
      if (!started) {
        return;
      }
      boolean begins = rounds.begin();
      if (begins || planned) {
        timer.run();
        double jitter = 0.8 + core.host().random().nextDouble() * 0.4;
        long nanos = (long) (core.pollMicros() * 1_000 * jitter);
        timer = core.threads().after(() -> look(true), nanos);
      }
      if (!begins) {
        again |= !planned;
        return;
      }
    }
    try {
      core.threads().execute(this::poll);
    } catch (RejectedExecutionException e) {
      done(false);
    }
  }

  private void poll() {
    boolean more = false;
    try {
      int room = Math.min(BATCH, core.mostRuns() - core.active().size());
      if (room > 0 && isStarted()) {
        long asked = core.host().ticker().getAsLong();
        List<Claimed> claimed =
            core.store()
                .executions()
                .claim(core.claimant(), core.queues(), takeover.avoidedNow(), room);
        more = claimed.size() == room;
        claimed.forEach(one -> takeover.take(one, asked));
      }
    } catch (EngineException e) {
      LOG.debug("The store didn't answer when runs were to be claimed", e);
    } finally {
      done(more);
    }
  }

  private void done(boolean more) {
    rounds.end();
    boolean now;
    synchronized (this) {
      now = (more || again) && started;
      again = false;
    }
    if (now) {
      nudge();
    }
  }
}
