package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.store.NewExecution;

/**
 * Decides what comes next in a run, and what follows from that which its driver tells. All it does
 * is to add facts to the {@link RunState}, of which it has the single writer. Time comes in as an
 * argument; randomness too.
 */
public final class RunDecider {
  private static final String DEADLINE_PASSED = "The run's deadline passed.";
  private static final Failure OUT_OF_TIME =
      Failure.lasting(
          ErrorCodes.DEADLINE_EXCEEDED, "The run's deadline passed while the tool was at work.");
  private static final Failure TIMED_OUT =
      new Failure(ErrorCodes.TIMEOUT, "There was no outcome in time.", true, 0);

  private final RunState state;
  private final Journal journal;
  private final Ledger ledger;
  private final Endings endings;
  private final Starts starts;

  /**
   * Decides for a run.
   *
   * @param state the run
   */
  public RunDecider(RunState state) {
    this.state = state;
    this.journal = state.journal;
    this.ledger = journal.ledger;
    this.endings = new Endings(journal);
    this.starts = new Starts(journal, endings);
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
   * Starts a pending run if its time has come, or stops it if its deadline came first.
   *
   * @param now microseconds since 1970
   * @return false while it is neither
   */
  public boolean startIfDue(long now) {
    NewExecution.Start start = ledger.execution.start();
    if (start.deadlineMicros() != 0 && now >= start.deadlineMicros()) {
      return stop(ExecutionStatus.FAILED, ErrorCodes.DEADLINE_EXCEEDED, DEADLINE_PASSED, now);
    } else if (now < start.notBeforeMicros()) {
      return false;
    }
    start(now);
    return true;
  }

  /**
   * Another claim goes on with the run, after its facts were replayed.
   *
   * @param claim the how-manieth
   * @param now microseconds since 1970
   */
  public void resume(long claim, long now) {
    if (state.started() && !state.ended()) {
      journal.agenda.mayHaveBegun();
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
    if (!state.ended()) {
      endings.end(now, ExecutionStatus.FAILED, code, message, null);
    }
  }

  /**
   * Announces the calls that are under way: from now on the run may outlive a crash.
   *
   * @param now microseconds since 1970
   */
  public void announce(long now) {
    starts.announce(now);
  }

  /**
   * The next call to make. Facts that follow from the time are collected on the way.
   *
   * @param now microseconds since 1970
   * @return a call, or null if there is none now: the run has ended, or waits
   */
  public @Nullable Work next(long now) {
    while (!state.ended()) {
      if (now >= journal.deadline || !journal.agenda.isQuiet()) {
        due(now);
      }
      if (!ledger.stopped()) {
        UnitRun unit = journal.agenda.nextUnit(now);
        if (unit != null) {
          Work work = starts.begin(unit, now);
          if (work != null) {
            return work;
          }
        } else if (journal.agenda.done()) {
          endings.succeed(now);
        } else {
          return null;
        }
      } else if (!journal.undo.active()) {
        endings.giveUpWaiting(now);
        if (journal.inFlight > 0) {
          return null;
        }
        journal.undo.begin();
      } else {
        UnitRun unit = journal.undo.next(now);
        if (unit != null) {
          Work work = starts.begin(unit, now);
          if (work != null) {
            return work;
          }
        } else if (journal.undo.done()) {
          endings.end(now);
        } else {
          return null;
        }
      }
    }
    return null;
  }

  private void due(long now) {
    if (now >= journal.deadline && !ledger.stopped()) { // calls have the same deadline
      stop(ExecutionStatus.FAILED, ErrorCodes.DEADLINE_EXCEEDED, DEADLINE_PASSED, now);
    }
    UnitRun unit;
    while ((unit = journal.agenda.takeDue(now)) != null) {
      JsonNode value = unit.dueValue;
      if (unit.state == UnitRun.State.PARKED && value != null) {
        long bytes = JsonSize.bytes(value, journal.limits.resultBytes());
        endings.accept(unit, new Outcome.Value(value, bytes), now, 0);
      } else {
        boolean running = unit.state == UnitRun.State.RUNNING;
        journal.inFlight -= running ? 1 : 0;
        Outcome kept = running ? unit.kept() : null;
        boolean byRun =
            now >= (unit.id.compensation() ? journal.undo.deadline() : journal.deadline);
        endings.accept(unit, kept != null ? kept : byRun ? OUT_OF_TIME : TIMED_OUT, now, 0);
      }
    }
    endings.closeLoops(now);
  }

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
    journal.agenda.unwatch(unit);
    // What a completion said came before anything but a result can have come.
    Outcome kept = outcome instanceof Outcome.Value ? null : unit.kept();
    endings.accept(unit, kept != null ? kept : outcome, now, drawn);
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
    if (unit == null || state.ended()) {
      return false;
    }
    boolean lost = unit.isLostCall(attempt);
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
    journal.agenda.unwatch(unit);
    endings.accept(unit, outcome, now, drawn);
    return true;
  }

  /**
   * Nothing new shall start, what runs or waits ends, and what succeeded is compensated. A run that
   * is failing already keeps its reason, but its running tools shall end now.
   *
   * @param status how the run shall end
   * @param code why, as a code
   * @param message why, as the run's error
   * @param now microseconds since 1970
   * @return false if that changes nothing
   */
  public boolean stop(ExecutionStatus status, String code, String message, long now) {
    boolean running = journal.inFlight > 0 && !journal.undo.active();
    if (state.ended() || ledger.halted || (ledger.stopped() && !running)) {
      return false;
    }
    journal.emit(new RunFact.Stopping(now, status, code, message));
    return true;
  }
}
