package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.error.Problem;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
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
      Failure tooMuch = unit.id.compensation() ? null : room(unit, value);
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
    }
  }

  private void unknown(UnitRun unit, long now) {
    PlanStep planned = journal.plan.steps().get(unit.slot);
    if (journal.uncertainty.of(planned) == OnUncertain.ASK && !journal.ledger.stopped()) {
      journal.emit(
          new RunFact.Parked(
              unit.id, unit.attempt, now, unit.startedAt, Long.MAX_VALUE, null, true));
    } else {
      failed(unit, UNKNOWN, now, 0);
    }
  }

  private @Nullable Failure room(UnitRun unit, Outcome.Value value) {
    StepRun step = journal.ledger.steps[unit.slot];
    long most = journal.limits.recordBytes();
    if (unit.id.item() >= 0 && step.bytes + value.bytes() > journal.limits.loopBytes()) {
      return Failure.lasting(
          ErrorCodes.RESULT_TOO_LARGE,
          "The loop's results together exceed " + journal.limits.loopBytes() + " bytes.");
    } else if (journal.bytes + value.bytes() > most) {
      return Failure.lasting(
          ErrorCodes.RESULT_TOO_LARGE, "The run's results together exceed " + most + " bytes.");
    }
    journal.bytes += value.bytes();
    step.bytes += value.bytes();
    return null;
  }

  void failed(UnitRun unit, Failure failure, long now, double drawn) {
    PlanStep planned = journal.plan.steps().get(unit.slot);
    boolean undoing = unit.id.compensation();
    boolean stopped = journal.ledger.stopped();
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
      JsonNode result = template.resolve(journal.scopeOf(seen), journal.limits.resultBytes());
      finish(unit, StepStatus.SUCCESS, result, code, message, now);
    } catch (UnresolvedException e) {
      String both = message + " The fallback failed too: " + unresolved(e).message();
      finish(
          unit, StepStatus.FAILED, NullNode.instance, code, Texts.storable(both, MOST_ERROR), now);
    }
  }

  void finish(
      UnitRun unit,
      StepStatus status,
      JsonNode result,
      @Nullable String code,
      @Nullable String error,
      long now) {
    long tookMs = (now - unit.startedAt) / 1_000;
    journal.emit(new Ended(unit.id, unit.attempt, now, status, result, code, error, tookMs));
  }

  /** Ends loops of which all items ended, or none is under way and no other may start. */
  void closeLoops(long now) {
    StepRun loop;
    while ((loop = journal.agenda.finishedLoop()) != null) {
      UnitRun culprit = loop.culprit;
      if (culprit != null) {
        String error =
            Texts.storable("Item " + culprit.id.item() + ": " + culprit.error, MOST_ERROR);
        finish(loop, StepStatus.FAILED, NullNode.instance, culprit.code, error, now);
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
    UnitRun unit;
    while ((unit = journal.agenda.takeWaiting()) != null) {
      if (unit.state == UnitRun.State.RETRYING) {
        finish(unit, StepStatus.FAILED, NullNode.instance, unit.code, unit.error, now);
      } else {
        String error = "The run ended while this was waiting.";
        finish(unit, StepStatus.FAILED, NullNode.instance, ErrorCodes.CANCELLED, error, now);
      }
    }
    for (UnitRun lost : journal.uncertain()) {
      lost.attempt = lost.intent;
      finish(lost, StepStatus.FAILED, NullNode.instance, UNKNOWN.code(), UNKNOWN.message(), now);
    }
    closeLoops(now);
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
      String error = journal.plan.steps().get(step.slot).label() + " failed: " + step.error;
      end(now, ExecutionStatus.FAILED, step.code, error, null);
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
