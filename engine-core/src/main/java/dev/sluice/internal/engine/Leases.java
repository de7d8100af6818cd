package dev.sluice.internal.engine;

import dev.sluice.error.EngineException;
import dev.sluice.store.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this engine's claims alive while it has any, and looks whether others have told its runs
 * something. Thread-safe.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  private final Core core;
  private final Rounds renewals;
  private final Rounds looks;
  private boolean ticking;
  private long renewedAt = Long.MIN_VALUE;

  Leases(Core core) {
    this.core = core;
    this.renewals = new Rounds(core);
    this.looks = new Rounds(core);
  }

  /** A claim that must be kept alive. */
  void begin() {
    synchronized (this) {
      if (ticking || core.isClosed()) {
        return;
      }
      ticking = true;
      renewedAt = ticks();
    }
    later();
  }

  /**
   * Whether a run may start another call: its claim is so fresh that nobody else can have taken the
   * run over, and won't soon.
   */
  boolean isFresh(ActiveRun run) {
    return ticks() - run.claim.renewedNanos() < core.claimant().leaseMicros() * 750;
  }

  private long ticks() {
    return core.host().ticker().getAsLong();
  }

  private void later() {
    double jitter = 0.9 + core.host().random().nextDouble() / 5;
    long nanos = (long) (Math.min(core.pollMicros(), core.renewalMicros()) * 1_000 * jitter);
    var unused = core.threads().after(this::tick, nanos);
  }

  /** The next one is planned before anything is asked: it comes even if an answer never does. */
  private void tick() {
    synchronized (this) { // a claim that begins now is seen here, or sees that nothing ticks
      if (core.active().all().stream().allMatch(run -> run.claim.fence() == null)) {
        ticking = false;
        return;
      }
    }
    later();
    try {
      core.threads().execute(this::ask);
    } catch (RejectedExecutionException e) {
      LOG.debug("No thread was free when leases were to be renewed", e);
    }
  }

  /** Renews, and looks for mail: one may hang without holding up the other. */
  private void ask() {
    List<ActiveRun> runs = new ArrayList<>();
    List<Fence> fences = new ArrayList<>();
    for (ActiveRun run : core.active().all()) {
      Fence fence = run.claim.fence();
      if (fence != null) {
        runs.add(run);
        fences.add(fence);
      }
    }
    if (!runs.isEmpty()) {
      if (isTime(runs)) {
        ask(renewals, () -> renew(runs, fences));
      }
      ask(looks, () -> look(runs));
    }
  }

  private static void ask(Rounds rounds, Runnable question) {
    if (rounds.begin()) {
      try {
        question.run();
      } catch (EngineException e) {
        LOG.debug("The store didn't answer when leases were to be renewed", e);
      } finally {
        rounds.end();
      }
    }
  }

  private synchronized boolean isTime(List<ActiveRun> runs) {
    return ticks() - renewedAt >= core.renewalMicros() * 1_000
        || !runs.stream().allMatch(this::isFresh);
  }

  private void look(List<ActiveRun> runs) {
    Set<String> mail = core.store().executions().withMail(core.claimant().owner());
    for (ActiveRun run : runs) {
      if (mail.contains(run.execution.id())) {
        tell(run);
      }
    }
  }

  /** Elsewhere: it may ask the store, and renewals don't wait for that. */
  private void tell(ActiveRun run) {
    try {
      core.threads().execute(run.inbox::arrived);
    } catch (RejectedExecutionException e) {
      LOG.debug("The run {} reads its inbox later", run.execution.id(), e);
    }
  }

  /** The time before the question counts: the store's lease can't have begun earlier. */
  private void renew(List<ActiveRun> runs, List<Fence> fences) {
    long before = ticks();
    Set<String> kept = core.store().executions().renew(core.claimant(), fences);
    synchronized (this) { // an answer may come after that to a later question
      renewedAt = Math.max(renewedAt, before);
    }
    for (ActiveRun run : runs) {
      if (kept.contains(run.execution.id())) {
        run.claim.renewed(before);
      } else {
        run.inbox.fencedOff();
      }
    }
  }
}
