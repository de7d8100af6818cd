package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.EngineException;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.FactCodec;
import dev.sluice.internal.run.RunFact;
import dev.sluice.store.Claimed;
import dev.sluice.store.Fact;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** How long a run that this engine can't work on is left to others. */
  private static final long AVOIDED_MICROS = 60_000_000;

  private final Core core;
  private final Runs runs;
  private final Map<String, Long> avoided = new HashMap<>();
  private boolean started;
  private boolean polling;
  private boolean again;
  private Runnable timer = () -> {};

  Worker(Core core, Runs runs) {
    this.core = core;
    this.runs = runs;
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
    synchronized (this) {
      if (!started) {
        return;
      } else if (polling) {
        again = true;
        return;
      }
      polling = true;
      timer.run();
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
            core.store().executions().claim(core.claimant(), core.queues(), avoidedNow(), room);
        more = claimed.size() == room;
        claimed.forEach(one -> take(one, asked));
      }
    } catch (EngineException e) {
      LOG.debug("The store didn't answer when runs were to be claimed", e);
    } finally {
      done(more);
    }
  }

  private void done(boolean more) {
    boolean now;
    synchronized (this) {
      polling = false;
      now = (more || again) && started;
      again = false;
      if (started && !now) {
        double jitter = 0.8 + core.host().random().nextDouble() * 0.4;
        timer = core.threads().after(this::nudge, (long) (core.pollMicros() * 1_000 * jitter));
      }
    }
    if (now) {
      nudge();
    }
  }

  private synchronized List<String> avoidedNow() {
    long now = core.nowMicros();
    avoided.values().removeIf(until -> until <= now);
    return new ArrayList<>(avoided.keySet());
  }

  private void take(Claimed claimed, long askedNanos) {
    String id = claimed.stored().execution().id();
    try {
      ActiveRun earlier = core.active().find(id);
      if (earlier != null) {
        earlier.inbox.fencedOff(); // its lease expired, or this engine would not have got the claim
      }
      List<RunFact> facts = facts(claimed);
      Plan plan = facts == null ? null : runs.plan(claimed.stored().execution().workflow());
      if (facts == null || plan == null) {
        giveBack(
            claimed,
            facts == null
                ? "it has facts of a newer engine"
                : "its definition isn't sound here: a tool is missing, or is another");
        return;
      }
      new ActiveRun(core, plan, claimed, facts).driver.resume(claimed, askedNanos);
    } catch (EngineClosedException e) {
      giveBack(claimed, "this engine closes");
    } catch (RuntimeException | StackOverflowError e) {
      // Its lease expires: it is taken up again, but not for ever.
      LOG.warn("The run {} could not be taken up", id, e);
    }
  }

  private static @Nullable List<RunFact> facts(Claimed claimed) {
    List<RunFact> known = new ArrayList<>();
    for (Fact fact : claimed.stored().facts()) {
      RunFact decoded = FactCodec.decode(fact);
      if (decoded == null) {
        return null;
      }
      known.add(decoded);
    }
    return known;
  }

  /** Without counting as a recovery: another engine may be able to. */
  private void giveBack(Claimed claimed, String why) {
    String id = claimed.stored().execution().id();
    LOG.warn("The run {} is left to other engines, since {}", id, why);
    synchronized (this) {
      avoided.put(id, core.nowMicros() + AVOIDED_MICROS);
    }
    Header as = claimed.stored().header();
    Header released =
        new Header(
            as.status(), as.startedMicros(), as.completedMicros(), 1, 1, as.inboxRead(), true);
    try {
      int position = claimed.stored().facts().size();
      core.store().executions().append(claimed.fence(), position, List.of(), released, null);
    } catch (FencedException e) {
      LOG.debug("The run {} was claimed by another engine meanwhile", id, e);
    } catch (EngineException e) {
      LOG.debug("The run {} could not be given back: its lease expires", id, e);
    }
  }
}
