package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.UnresolvedException;
import dev.sluice.internal.text.Texts;
import dev.sluice.workflow.OnUncertain;
import dev.sluice.workflow.RetryPolicy;

/** Turns outcomes into facts: a unit ended, waits, or is tried again; and the run's own end. */
final class Endings {
  private static final int MOST_ERROR = Failure.MOST_MESSAGE;

  private static final Failure UNKNOWN =
      Failure.lasting(
          ErrorCodes.OUTCOME_UNKNOWN,
          "The engine crashed while the tool was at work; nobody knows whether it had its effect, and"
              + " it was not called again.");

  private final Journal journal;

  Endings(Journal journal) {
    this.journal = journal;
  }

  void accept(UnitRun unit, Outcome outcome, long now, double drawn) {
    if (outcome instanceof Outcome.Value value) {
      Failure tooMuch = room(unit, value.result(), value.mostBytes());
      if (tooMuch != null) {
        failed(unit, tooMuch, now, drawn);
      } else {
        finish(unit, StepStatus.SUCCESS, value.result(), null, null, now);
      }
    } else if (outcome instanceof Failure failure) {
      failed(unit, failure, now, drawn);
    } else if (outcome instanceof Outcome.Pending pending) {
      // A wait ends with the attempt's deadline at the latest, as a call would: then it has no
      // value.
      boolean cut = unit.dueAt < pending.untilMicros();
      long until = cut ? unit.dueAt : pending.untilMicros();
      JsonNode value = cut ? null : pending.value();
      journal.emit(
          new RunFact.Parked(unit.id, unit.attempt, now, unit.startedAt, until, value, false));
    } else if (outcome instanceof Outcome.Unknown) {
      unknown(unit, now);
    } else if (outcome instanceof Outcome.Again) {
      journal.emit(
          new RunFact.RetryDue(
              unit.id, unit.attempt, now, unit.startedAt, UNKNOWN.code(), UNKNOWN.message(), now));
    } else if (outcome instanceof Outcome.OfChild child) {
      ofChild(unit, child, now, drawn);
    }
  }

  private void ofChild(UnitRun unit, Outcome.OfChild child, long now, double drawn) {
    journal.emit(new RunFact.Spent(unit.id, unit.attempt, now, child.calls()));
    accept(unit, child.outcome(), now, drawn);
  }

  private void unknown(UnitRun unit, long now) {
    PlanStep planned = journal.plan.step(unit.slot);
    if (journal.uncertainty.of(planned) == OnUncertain.ASK && !journal.ledger.stopped()) {
      journal.emit(
          new RunFact.Parked(
              unit.id, unit.attempt, now, unit.startedAt, Long.MAX_VALUE, null, true));
    } else {
      failed(unit, UNKNOWN, now, 0);
    }
  }

  /** Takes room for a result of at most so many bytes; says why if there is none left. */
  private @Nullable Failure room(UnitRun unit, JsonNode result, long mostBytes) {
    boolean ofLoop = unit.id.item() >= 0 && !unit.id.compensation();
    if (!journal.isMeasured()) {
      if (journal.fits(mostBytes) && !(ofLoop && !journal.fitsLoop(unit, mostBytes))) {
        journal.keep(unit, mostBytes);
        return null;
      }
      journal.measure(); // there may be less than was counted
    }
    long bytes = JsonSize.bytes(result, journal.limits.recordBytes());
    if (ofLoop && !journal.fitsLoop(unit, bytes)) {
      return Failure.lasting(
          ErrorCodes.RESULT_TOO_LARGE,
          "The loop's results together exceed " + journal.limits.loopBytes() + " bytes.");
    } else if (!journal.fits(bytes)) {
      return Failure.lasting(
          ErrorCodes.RESULT_TOO_LARGE,
          "The run's results together exceed " + journal.limits.recordBytes() + " bytes.");
    }
    journal.keep(unit, bytes);
    return null;
  }

  void failed(UnitRun unit, Failure failure, long now, double drawn) {
    PlanStep planned = journal.plan.step(unit.slot);
    boolean undoing = unit.id.compensation();
    boolean stopped = journal.ledger.stopped() || journal.ledger.steps[unit.slot].culprit != null;
    PlanStep.Undo undo = planned.undo();
    RetryPolicy policy = undoing ? (undo == null ? null : undo.retry()) : planned.retry();
    String message = Texts.storable(failure.message(), MOST_ERROR);
    if ((undoing || !stopped) && policy != null && Backoff.again(policy, unit.attempt, failure)) {
      long due = now + Backoff.micros(policy, unit.attempt, failure, drawn);
      journal.emit(
          new RunFact.RetryDue(
              unit.id, unit.attempt, now, unit.startedAt, failure.code(), message, due));
      return;
    }
    Template fallback = undoing || stopped ? null : planned.fallback();
    if (fallback != null) {
      fallback(unit, fallback, failure.code(), message, now);
    } else {
      finish(unit, StepStatus.FAILED, NullNode.instance, failure.code(), message, now);
    }
  }

  private void fallback(UnitRun unit, Template template, String code, String message, long now) {
    UnitRun seen = new UnitRun(unit.id, unit.slot);
    seen.end(
        new Ended(
            unit.id, unit.attempt, now, StepStatus.FAILED, NullNode.instance, code, message, 0));
    try {
      long most = journal.limits.resultBytes();
      JsonNode result = template.resolve(journal.scopeOf(seen), most);
      long bytes = JsonSize.bytes(result, most);
      Failure tooMuch = bytes > most ? tooLarge(most) : room(unit, result, bytes);
      if (tooMuch == null) {
        finish(unit, StepStatus.SUCCESS, result, code, message, now);
      } else {
        fallbackFailed(unit, tooMuch.code(), message, tooMuch.message(), now);
      }
    } catch (UnresolvedException e) {
      boolean limit =
          e.problems().stream().anyMatch(p -> p.code().equals(ProblemCode.LIMIT_EXCEEDED));
      String which = limit ? ErrorCodes.RESULT_TOO_LARGE : code;
      fallbackFailed(unit, which, message, unresolved(e).message(), now);
    }
  }

  private static Failure tooLarge(long most) {
    return Failure.lasting(
        ErrorCodes.RESULT_TOO_LARGE, "The result is larger than " + most + " bytes as JSON.");
  }

  private void fallbackFailed(UnitRun unit, String code, String first, String then, long now) {
    String both = Texts.storable(first + " The fallback failed too: " + then, MOST_ERROR);
    finish(unit, StepStatus.FAILED, NullNode.instance, code, both, now);
  }

  void finish(
      UnitRun unit,
      StepStatus status,
      JsonNode result,
      @Nullable String code,
      @Nullable String error,
      long now) {
    long tookMs = (now - unit.startedAt) / 1_000;
    journal.end(unit, new Ended(unit.id, unit.attempt, now, status, result, code, error, tookMs));
  }

  /**
   * Ends loops of which all items ended, or none is under way and no other may start. In a loop
   * that has failed, what waits has nothing to wait for.
   */
  void closeLoops(long now) {
    giveUpWaiting(false, "The loop had failed while this was waiting.", now);
    StepRun loop;
    while ((loop = journal.agenda.finishedLoop()) != null) {
      UnitRun culprit = loop.culprit;
      if (culprit != null) {
        String error =
            Texts.storable("Item " + culprit.id.item() + ": " + culprit.error(), MOST_ERROR);
        finish(loop, StepStatus.FAILED, NullNode.instance, culprit.code(), error, now);
      } else if (loop.allEnded()) {
        finish(loop, StepStatus.SUCCESS, NullNode.instance, null, null, now);
      } else {
        String error = "The run ended before all items were done.";
        finish(loop, StepStatus.FAILED, NullNode.instance, ErrorCodes.CANCELLED, error, now);
      }
    }
  }

  /** Ends what waits for a time or a completion that nobody waits for any more. */
  void giveUpWaiting(long now) {
    giveUpWaiting(true, "The run ended while this was waiting.", now);
    for (UnitRun lost : journal.uncertain()) {
      lost.attempt = lost.intent;
      finish(lost, StepStatus.FAILED, NullNode.instance, UNKNOWN.code(), UNKNOWN.message(), now);
    }
    closeLoops(now);
  }

  private void giveUpWaiting(boolean anywhere, String parked, long now) {
    UnitRun unit;
    while ((unit = journal.agenda.takeWaiting(anywhere)) != null) {
      boolean retries = unit.state == UnitRun.State.RETRYING;
      String code = retries ? unit.code() : ErrorCodes.CANCELLED;
      finish(
          unit, StepStatus.FAILED, NullNode.instance, code, retries ? unit.error() : parked, now);
    }
  }

  /** All steps are done. */
  void succeed(long now) {
    Template mapping = journal.plan.output();
    JsonNode output = null;
    if (mapping != null) {
      try {
        output = mapping.resolve(journal.scope, journal.limits.recordBytes());
      } catch (UnresolvedException e) {
        String message = "The output failed: " + unresolved(e).message();
        journal.emit(
            new RunFact.Stopping(now, ExecutionStatus.FAILED, ErrorCodes.UNRESOLVED, message));
        return;
      }
    }
    end(now, ExecutionStatus.SUCCESS, null, null, output);
  }

  /** All that had to be undone is. */
  void end(long now) {
    RunFact.Stopping stop = journal.ledger.stopping;
    StepRun step = journal.ledger.failed;
    if (stop != null) {
      end(now, stop.status(), stop.code(), stop.message(), null);
    } else if (step != null) {
      String error = journal.plan.step(step.slot).label() + " failed: " + step.error();
      end(now, ExecutionStatus.FAILED, step.code(), error, null);
    }
  }

  /** A run that was cancelled before it started took no time. */
  void end(
      long now,
      ExecutionStatus status,
      @Nullable String code,
      @Nullable String error,
      @Nullable JsonNode output) {
    long startedAt = journal.ledger.startedAt;
    long tookMs = startedAt == 0 ? 0 : (now - startedAt) / 1_000;
    journal.emit(new RunFact.RunEnded(now, status, code, error, output, tookMs));
  }

  static Failure unresolved(UnresolvedException e) {
    StringBuilder message = new StringBuilder();
    for (Problem problem : e.problems()) {
      message
          .append(message.isEmpty() ? "" : "; ")
          .append(problem.code())
          .append(" at ")
          .append(problem.pointer());
      if (problem.line() > 0) {
        message
            .append(", line ")
            .append(problem.line())
            .append(", column ")
            .append(problem.column());
      }
      message.append(": ").append(problem.message());
    }
    return Failure.lasting(ErrorCodes.UNRESOLVED, message.toString());
  }
}
