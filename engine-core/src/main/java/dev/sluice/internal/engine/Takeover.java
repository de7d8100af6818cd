package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.error.EngineException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.FactCodec;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.RunFact;
import dev.sluice.store.Claimed;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a run that was claimed: it goes on here, or is left to others. Whatever is wrong
 * with one run is no other one's matter. Thread-safe.
 */
final class Takeover {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  /** How long a run that this engine can't work on is left to others. */
  private static final long AVOIDED_MICROS = 60_000_000;

  /** How long a run that could not be prepared is left to others: that may soon be over. */
  private static final long AVOIDED_BRIEFLY_MICROS = 5_000_000;

  private final Core core;
  private final Runs runs;
  private final Map<String, Long> avoided = new HashMap<>();

  Takeover(Core core, Runs runs) {
    this.core = core;
    this.runs = runs;
  }

  /** The runs that aren't to be claimed now. */
  synchronized List<String> avoidedNow() {
    long now = core.nowMicros();
    avoided.values().removeIf(until -> until <= now);
    return new ArrayList<>(avoided.keySet());
  }

  private synchronized void avoid(Claimed claimed, long micros) {
    avoided.put(claimed.stored().id(), core.nowMicros() + micros);
  }

  /**
   * Goes on with a run, or leaves it.
   *
   * @param askedNanos when the store was asked for it
   */
  void take(Claimed claimed, long askedNanos) {
    try {
      ActiveRun earlier = core.active().find(claimed.stored().id());
      if (earlier != null) {
        Fence held = earlier.claim.fence();
        if (held != null && held.attempt() >= claimed.fence().attempt()) {
          return; // an answer that came after that to a later question
        }
        earlier.inbox.fencedOff(); // its lease expired, or this engine would not have got the claim
      }
      List<RunFact> facts = facts(claimed);
      if (facts == null) {
        giveBack(claimed, "it has facts of a newer engine", AVOIDED_MICROS);
        return;
      }
      Plan plan = plan(claimed);
      if (plan != null) {
        new ActiveRun(core, plan, claimed, facts).driver.resume(claimed, askedNanos);
      }
    } catch (EngineClosedException e) {
      giveBack(claimed, "this engine closes", AVOIDED_MICROS);
    } catch (RuntimeException | Error e) {
      cannotTake(claimed, e);
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

  /** The plan; null if there is none here, or not now: then the claim was given back. */
  private @Nullable Plan plan(Claimed claimed) {
    NewExecution execution = claimed.stored().execution();
    Plan plan;
    try {
      plan = runs.plan(execution.workflow());
    } catch (RuntimeException | StackOverflowError e) { // foreign code says which tools there are
      LOG.warn("The definition of the run {} could not be checked", execution.id(), e);
      giveBack(claimed, "its definition could not be checked", AVOIDED_BRIEFLY_MICROS);
      return null;
    }
    if (plan == null) {
      giveBack(
          claimed,
          "its definition isn't sound here: a tool is missing, or is another",
          AVOIDED_MICROS);
    }
    return plan;
  }

  /** Without counting as a recovery: another engine may be able to. */
  private void giveBack(Claimed claimed, String why, long avoidedMicros) {
    LOG.warn("The run {} is left to other engines, since {}", claimed.stored().id(), why);
    avoid(claimed, avoidedMicros);
    Header as = claimed.stored().header();
    Header released =
        new Header(
            as.status(), as.startedMicros(), as.completedMicros(), 1, 1, as.inboxRead(), true);
    append(claimed, List.of(), released, null);
  }

  /**
   * What is stored of it can't be read, or doesn't fit together. Its lease expires, after which
   * others have the first go: it is taken up again, but not for ever.
   */
  private void cannotTake(Claimed claimed, Throwable why) {
    String id = claimed.stored().id();
    if (claimed.recovered() && claimed.recoveries() > core.mostRecoveries()) {
      LOG.error("The run {} could not be taken up as often as is tried, and ends", id, why);
      try {
        end(claimed, why);
      } catch (RuntimeException e) {
        LOG.error("The run {} could not be ended", id, e);
      }
    } else {
      LOG.warn("The run {} could not be taken up", id, why);
      avoid(claimed, 2 * core.claimant().leaseMicros());
    }
  }

  /** Of a run that can't be read this needs no more than the claim. */
  private void end(Claimed claimed, Throwable why) {
    Header as = claimed.stored().header();
    long started = as.startedMicros();
    long now = Math.max(claimed.nowMicros(), started);
    String message =
        "The run was taken over "
            + claimed.recoveries()
            + " times and could not be read ("
            + (why.getCause() == null ? why : why.getCause()).getClass().getName()
            + ").";
    RunFact ended =
        new RunFact.RunEnded(
            now,
            ExecutionStatus.FAILED,
            ErrorCodes.TOO_MANY_RECOVERIES,
            message,
            null,
            started == 0 ? 0 : (now - started) / 1_000);
    Header last =
        new Header(ExecutionStatus.FAILED, started, now, Header.NEVER, now, as.inboxRead(), false);
    Outcome lost = new Outcome.Failure(ErrorCodes.TOO_MANY_RECOVERIES, message, true, 0);
    Notice notice = core.children().notice(claimed.stored().start(), lost);
    if (append(claimed, List.of(ended), last, notice) && notice != null) {
      core.active().tell(notice.executionId());
    }
  }

  private boolean append(
      Claimed claimed, List<RunFact> facts, Header header, @Nullable Notice notice) {
    String id = claimed.stored().id();
    try {
      core.store()
          .executions()
          .append(claimed.fence(), claimed.stored().size(), facts, header, notice);
      return true;
    } catch (FencedException e) {
      LOG.debug("The run {} was claimed by another engine meanwhile", id, e);
    } catch (EngineException e) {
      LOG.debug("The run {} could not be written: its lease expires", id, e);
    }
    return false;
  }
}
