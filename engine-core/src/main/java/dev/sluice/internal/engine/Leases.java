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
  private boolean ticking;
  private long renewedAt = Long.MIN_VALUE;

  Leases(Core core) {
    this.core = core;
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
  boolean isFresh(RunDriver driver) {
    return ticks() - driver.renewedNanos() < core.claimant().leaseMicros() * 750;
  }

  private long ticks() {
    return core.host().ticker().getAsLong();
  }

  private void later() {
    double jitter = 0.9 + core.host().random().nextDouble() / 5;
    long nanos = (long) (Math.min(core.pollMicros(), core.renewalMicros()) * 1_000 * jitter);
    var unused = core.threads().after(this::elsewhere, nanos);
  }

  private void elsewhere() {
    try {
      core.threads().execute(this::tick);
    } catch (RejectedExecutionException e) {
      if (!core.isClosed()) {
        later();
      }
    }
  }

  private void tick() {
    List<RunDriver> drivers = new ArrayList<>();
    List<Fence> fences = new ArrayList<>();
    synchronized (this) { // a claim that begins now is seen here, or sees that nothing ticks
      for (RunDriver driver : core.actives()) {
        Fence fence = driver.fence();
        if (fence != null) {
          drivers.add(driver);
          fences.add(fence);
        }
      }
      if (drivers.isEmpty()) {
        ticking = false;
        return;
      }
    }
    try {
      if (ticks() - renewedAt >= core.renewalMicros() * 1_000
          || !drivers.stream().allMatch(this::isFresh)) {
        renew(drivers, fences);
      }
      Set<String> mail = core.store().executions().withMail(core.claimant().owner());
      for (RunDriver driver : drivers) {
        if (mail.contains(driver.execution().id())) {
          tell(driver);
        }
      }
    } catch (EngineException e) {
      LOG.debug("The store didn't answer when leases were to be renewed", e);
    } finally {
      later();
    }
  }

  /** Elsewhere: it may ask the store, and renewals don't wait for that. */
  private void tell(RunDriver driver) {
    try {
      core.threads().execute(driver::mailArrived);
    } catch (RejectedExecutionException e) {
      LOG.debug("The run {} reads its inbox later", driver.execution().id(), e);
    }
  }

  /** The time before the question counts: the store's lease can't have begun earlier. */
  private void renew(List<RunDriver> drivers, List<Fence> fences) {
    long before = ticks();
    Set<String> kept = core.store().executions().renew(core.claimant(), fences);
    renewedAt = before;
    for (RunDriver driver : drivers) {
      if (kept.contains(driver.execution().id())) {
        driver.renewed(before);
      } else {
        driver.fencedOff();
      }
    }
  }
}
