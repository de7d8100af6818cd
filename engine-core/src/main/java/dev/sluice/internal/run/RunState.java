package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.UnresolvedException;
import dev.sluice.limit.Limits;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.workflow.OnUncertain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run: the fold of its facts, and what comes next. Has a single writer and no lock.
 *
 * <p>Facts that it decides itself, and those that follow from what a driver tells it, are applied
 * at once and collected for the next write ({@link #unwritten()}). Time comes in as an argument;
 * randomness too.
 */
public final class RunState {
  private static final Failure OUT_OF_TIME =
      Failure.lasting(
          ErrorCodes.DEADLINE_EXCEEDED, "The run's deadline passed while the tool was at work.");
  private static final Failure TIMED_OUT =
      new Failure(ErrorCodes.TIMEOUT, "There was no outcome in time.", true, 0);

  private final Journal journal;
  private final Ledger ledger;
  private final Agenda agenda;
  private final Undo undo;
  private final Endings endings;
  private final Starts starts;

  /** The record once the run has ended. */
  private @Nullable Execution last;

  /** The latest: most steps don't change it. */
  private @Nullable Header header;

  /**
   * A run without facts.
   *
   * @param plan what is to be done
   * @param execution with what
   * @param limits within which bounds
   */
  public RunState(Plan plan, NewExecution execution, Limits limits) {
    this(plan, execution, limits, Uncertainty.NONE);
  }

  /**
   * A run without facts that may outlive a crash.
   *
   * @param plan what is to be done
   * @param execution with what
   * @param limits within which bounds
   * @param uncertainty which calls must not be repeated
   */
  public RunState(Plan plan, NewExecution execution, Limits limits, Uncertainty uncertainty) {
    this.journal = new Journal(plan, execution, limits, uncertainty);
    this.ledger = journal.ledger;
    this.agenda = journal.agenda;
    this.undo = journal.undo;
    this.endings = new Endings(journal);
    this.starts = new Starts(journal, endings);
  }

  // ---- facts ----

  /**
   * Takes in a fact that is written already.
   *
   * @param fact the next in order
   */
  public void replay(RunFact fact) {
    journal.replay(fact);
  }

  /**
   * Starts a pending run.
   *
   * @param now microseconds since 1970
   */
  public void start(long now) {
    journal.emit(new RunFact.Started(now));
  }

  /**
   * Another claim goes on with the run, after its facts were replayed.
   *
   * @param claim the how-manieth
   * @param now microseconds since 1970
   */
  public void resume(long claim, long now) {
    if (started() && !ended()) {
      agenda.mayHaveBegun();
      journal.undoMayHaveBegun = ledger.stopped();
      journal.emit(new RunFact.Resumed(now, claim));
    }
  }

  /**
   * Ends the run as it stands: nothing is called any more, not even compensations.
   *
   * @param code why, as a code
   * @param message why, as the run's error
   * @param now microseconds since 1970
   */
  public void abort(String code, String message, long now) {
    if (!ended()) {
      journal.emit(
          new RunFact.RunEnded(now, ExecutionStatus.FAILED, code, message, null, took(now)));
    }
  }

  /**
   * Announces the calls that are under way: from now on the run may outlive a crash.
   *
   * @param now microseconds since 1970
   */
  public void announce(long now) {
    for (StepRun step : ledger.steps) {
      announce(step, now);
      for (UnitRun item : step.units) {
        announce(item, now);
      }
    }
  }

  private void announce(UnitRun unit, long now) {
    boolean loop = ledger.steps[unit.slot].items != null && unit.id.item() < 0;
    if (unit.state == UnitRun.State.RUNNING
        && !loop
        && journal.uncertainty.of(journal.plan.steps().get(unit.slot)) != OnUncertain.RETRY) {
      journal.emit(new RunFact.Intent(unit.id, unit.attempt, now));
    }
  }

  /**
   * The facts to be written. The list is a view: the next decision changes it.
   *
   * @return in order
   */
  public List<RunFact> unwritten() {
    return journal.unwritten();
  }

  /**
   * The first of them were written.
   *
   * @param count how many
   */
  public void written(int count) {
    journal.written(count);
  }

  /**
   * The header that goes with them.
   *
   * @param now microseconds since 1970
   * @param inboxRead the last message that was dealt with
   * @param released whether the claim ends
   * @return the run as a store must know it
   */
  public Header header(long now, long inboxRead, boolean released) {
    long wake =
        ended()
            ? Header.NEVER
            : started() ? wakeMicros() : ledger.execution.start().notBeforeMicros();
    Header known = header;
    if (known == null
        || known.status() != ledger.status
        || known.startedMicros() != ledger.startedAt
        || known.completedMicros() != ledger.completedAt
        || known.wakeMicros() != wake
        || known.atMicros() != now
        || known.inboxRead() != inboxRead
        || known.isReleased() != released) {
      known =
          new Header(
              ledger.status, ledger.startedAt, ledger.completedAt, wake, now, inboxRead, released);
      header = known;
    }
    return known;
  }

  // ---- questions ----

  /**
   * Whether nothing comes any more.
   *
   * @return true once it is so
   */
  public boolean ended() {
    return ledger.status.isEnded();
  }

  /**
   * Whether it was started.
   *
   * @return false while it is pending
   */
  public boolean started() {
    return ledger.startedAt != 0;
  }

  /**
   * Whether it was stopped from outside, by a deadline or a budget, so that even running tools
   * shall end.
   *
   * @return true once it is so, until compensations begin
   */
  public boolean halted() {
    return ledger.stopping != null && !undo.active();
  }

  /**
   * Whether nothing new starts any more: it failed, was cancelled, or its time is over.
   *
   * @return true once it is so
   */
  public boolean stopping() {
    return ledger.stopped();
  }

  /**
   * When something is due by itself: a retry, the end of a wait or of a call, a deadline.
   *
   * @return microseconds since 1970, or {@link Long#MAX_VALUE}
   */
  public long wakeMicros() {
    long wake = agenda.nextDue();
    return ledger.stopped() ? wake : Math.min(wake, journal.deadline);
  }

  /**
   * Whether a unit waits for a completion.
   *
   * @param id the unit
   * @return true while it is parked, or its call hasn't said so yet
   */
  public boolean waitsFor(UnitId id) {
    UnitRun unit = journal.unit(id);
    return unit != null
        && (unit.state == UnitRun.State.PARKED || unit.state == UnitRun.State.RUNNING);
  }

  /**
   * Whether a completion that came then can have an effect.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param came microseconds since 1970
   * @return false if the attempt is over, or its time was
   */
  public boolean isInTime(UnitId id, int attempt, long came) {
    UnitRun unit = journal.unit(id);
    if (unit == null) {
      return false;
    }
    boolean waits = unit.attempt == attempt && waitsFor(id);
    return waits ? came < unit.dueAt : isOfLostCall(unit, attempt);
  }

  /** The token says that the call was made, though an earlier life of the run couldn't write it. */
  private static boolean isOfLostCall(UnitRun unit, int attempt) {
    return attempt == unit.attempt + 1
        && (unit.state == UnitRun.State.IDLE || unit.state == UnitRun.State.RETRYING);
  }

  /**
   * What a unit's tool was, or would be, called with: arguments aren't stored but resolved again.
   *
   * @param id the unit
   * @return its arguments, or null if there is no such unit or they can't be resolved
   */
  public @Nullable ObjectNode arguments(UnitId id) {
    UnitRun unit = journal.unit(id);
    return unit == null ? null : starts.arguments(unit);
  }

  /**
   * The units that wait for a completion or a time.
   *
   * @return their ids, in the order in which they began to wait
   */
  public List<Waiting> waiting() {
    return agenda.parked();
  }

  /**
   * A unit that waits.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param untilMicros the latest time, or {@link Long#MAX_VALUE}
   * @param uncertain whether someone must say what became of a call
   */
  public record Waiting(UnitId id, int attempt, long untilMicros, boolean uncertain) {}

  /**
   * The record as of now.
   *
   * @return a new record
   */
  public Execution record() {
    Execution known = last;
    if (known == null) {
      known = Records.of(ledger);
      last = ended() ? known : null;
    }
    return known;
  }

  // ---- what comes next ----

  /**
   * The next call to make. Facts that follow from the time are collected on the way.
   *
   * @param now microseconds since 1970
   * @return a call, or null if there is none now: the run has ended, or waits
   */
  public @Nullable Work next(long now) {
    while (!ended()) {
      due(now);
      if (!ledger.stopped()) {
        UnitRun unit = agenda.nextUnit(now);
        if (unit != null) {
          Work work = starts.begin(unit, now);
          if (work != null) {
            return work;
          }
        } else if (agenda.done()) {
          succeed(now);
        } else {
          return null;
        }
      } else if (!undo.active()) {
        endings.giveUpWaiting(now);
        if (journal.inFlight > 0) {
          return null;
        }
        undo.begin();
      } else {
        UnitRun unit = undo.next(now);
        if (unit != null) {
          Work work = starts.begin(unit, now);
          if (work != null) {
            return work;
          }
        } else if (undo.done()) {
          end(now);
        } else {
          return null;
        }
      }
    }
    return null;
  }

  private void due(long now) {
    if (now >= journal.deadline) {
      stop(ExecutionStatus.FAILED, ErrorCodes.DEADLINE_EXCEEDED, "The run's deadline passed.", now);
    }
    UnitRun unit;
    while ((unit = agenda.takeDue(now)) != null) {
      JsonNode value = unit.dueValue;
      if (unit.state == UnitRun.State.PARKED && value != null) {
        long bytes = JsonSize.bytes(value, journal.limits.resultBytes());
        endings.accept(unit, new Outcome.Value(value, bytes), now, 0);
      } else {
        journal.inFlight -= unit.state == UnitRun.State.RUNNING ? 1 : 0;
        boolean byRun = now >= (unit.id.compensation() ? undo.deadline() : journal.deadline);
        endings.failed(unit, byRun ? OUT_OF_TIME : TIMED_OUT, now, 0);
      }
    }
    endings.closeLoops(now);
  }

  // ---- what drivers tell ----

  /**
   * An attempt came to something.
   *
   * @param work the attempt
   * @param outcome what it came to
   * @param now microseconds since 1970
   * @param drawn jitter, from 0 (inclusive) to 1
   * @return false if nobody waits for it any more
   */
  public boolean outcome(Work work, Outcome outcome, long now, double drawn) {
    UnitRun unit = work.unit;
    if (!work.isWanted()) {
      return false;
    }
    journal.inFlight--;
    agenda.unwatch(unit);
    Outcome kept = unit.earlyAttempt == unit.attempt ? unit.early : null;
    endings.accept(
        unit, outcome instanceof Outcome.Pending && kept != null ? kept : outcome, now, drawn);
    return true;
  }

  /**
   * A pending attempt is completed from outside. One that comes before the tool said that it is
   * pending is kept.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param outcome a value or a failure
   * @param now microseconds since 1970
   * @param drawn jitter, from 0 (inclusive) to 1
   * @return false if it has no effect: nobody waits for it (any more)
   */
  public boolean complete(UnitId id, int attempt, Outcome outcome, long now, double drawn) {
    UnitRun unit = journal.unit(id);
    if (unit == null || ended()) {
      return false;
    }
    boolean lost = isOfLostCall(unit, attempt);
    if (unit.attempt != attempt && !lost) {
      return false;
    } else if (unit.state == UnitRun.State.RUNNING || lost) {
      boolean first = unit.early == null || unit.earlyAttempt != attempt;
      if (first) {
        journal.emit(new RunFact.Completed(id, attempt, now, outcome));
      }
      return first;
    } else if (unit.state != UnitRun.State.PARKED) {
      return false;
    }
    agenda.unwatch(unit);
    endings.accept(unit, outcome, now, drawn);
    return true;
  }

  /**
   * Nothing new shall start, what waits ends, and what succeeded is compensated.
   *
   * @param status how the run shall end
   * @param code why, as a code
   * @param message why, as the run's error
   * @param now microseconds since 1970
   * @return false if it was ending already
   */
  public boolean stop(ExecutionStatus status, String code, String message, long now) {
    if (ended() || ledger.stopped()) {
      return false;
    }
    journal.emit(new RunFact.Stopping(now, status, code, message));
    return true;
  }

  // ---- how the run ends ----

  private void succeed(long now) {
    Template mapping = journal.plan.output();
    JsonNode output = null;
    if (mapping != null) {
      try {
        output = mapping.resolve(journal.scope, journal.limits.recordBytes());
      } catch (UnresolvedException e) {
        String message = "The output failed: " + Endings.unresolved(e).message();
        stop(ExecutionStatus.FAILED, ErrorCodes.UNRESOLVED, message, now);
        return;
      }
    }
    journal.emit(new RunFact.RunEnded(now, ExecutionStatus.SUCCESS, null, null, output, took(now)));
  }

  private void end(long now) {
    RunFact.Stopping stop = ledger.stopping;
    StepRun step = ledger.failed;
    if (stop != null) {
      journal.emit(
          new RunFact.RunEnded(now, stop.status(), stop.code(), stop.message(), null, took(now)));
    } else if (step != null) {
      String error = journal.plan.steps().get(step.slot).label() + " failed: " + step.error;
      journal.emit(
          new RunFact.RunEnded(now, ExecutionStatus.FAILED, step.code, error, null, took(now)));
    }
  }

  /** A run that was cancelled before it started took no time. */
  private long took(long now) {
    return started() ? (now - ledger.startedAt) / 1_000 : 0;
  }
}
