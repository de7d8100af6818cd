package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.plan.Condition.UndecidableException;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.internal.template.UnresolvedException;
import dev.sluice.internal.text.Texts;
import dev.sluice.limit.Limits;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run: the fold of its facts, and what comes next. Has a single writer and no lock.
 *
 * <p>Facts that it decides itself, and those that follow from what a driver tells it, are applied at once and collected for the
 * next write ({@link #takeFacts()}). Time comes in as an argument; randomness too.
 */
public final class RunState {
  private static final int MOST_ERROR = 4 * 1024;

  private final Plan plan;
  private final Limits limits;
  private final Ledger ledger;
  private final RunScope plainScope;
  private final Agenda agenda;
  private final Undo undo;
  private long deadline = Long.MAX_VALUE;
  private List<RunFact> unwritten = new ArrayList<>(2);
  private int calls;
  private int callsMade;
  private long bytes;

  /**
   * A run without facts.
   *
   * @param plan what is to be done
   * @param execution with what
   * @param limits within which bounds
   */
  public RunState(Plan plan, NewExecution execution, Limits limits) {
    this.plan = plan;
    this.limits = limits;
    this.ledger = new Ledger(execution, plan.outline());
    this.plainScope = new RunScope(ledger, null);
    this.agenda = new Agenda(plan, ledger);
    this.undo = new Undo(plan, ledger);
  }

  // ---- facts ----

  /**
   * Takes in a fact that is written already.
   *
   * @param fact the next in order
   */
  public void replay(RunFact fact) {
    if (fact instanceof RunFact.RetryDue || (fact instanceof Ended ended && ended.attempt() > 0)) {
      callsMade++;
    }
    if (fact instanceof Ended ended) {
      bytes += JsonSize.bytes(ended.result(), limits.recordBytes());
    }
    apply(fact);
  }

  private void apply(RunFact fact) {
    ledger.apply(fact);
    agenda.apply(fact);
    if (fact instanceof RunFact.Started) {
      long byWorkflow = plan.workflow().timeoutMs() * 1000;
      long byStart = ledger.execution.start().deadlineMicros();
      deadline =
          Math.min(byWorkflow == 0 ? Long.MAX_VALUE : fact.atMicros() + byWorkflow, byStart == 0 ? Long.MAX_VALUE : byStart);
      undo.budget(deadline == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, deadline - fact.atMicros()));
    }
  }

  /**
   * Takes in a fact that is to be written.
   *
   * @param fact the next in order
   */
  public void emit(RunFact fact) {
    unwritten.add(fact);
    apply(fact);
  }

  /**
   * Whether there are facts to be written.
   *
   * @return true if so
   */
  public boolean hasFacts() {
    return !unwritten.isEmpty();
  }

  /**
   * The facts to be written, which are then no longer collected here.
   *
   * @return in order
   */
  public List<RunFact> takeFacts() {
    List<RunFact> taken = unwritten;
    unwritten = new ArrayList<>(2);
    return taken;
  }

  /**
   * The header that goes with them.
   *
   * @return the run as a store must know it
   */
  public Header header() {
    return new Header(ledger.status, ledger.startedAt, ledger.completedAt, ended() ? Header.NEVER : wakeMicros());
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
   * Whether it was stopped from outside, by a deadline or a budget, so that even running tools shall end.
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
    if (!ledger.stopped()) {
      wake = Math.min(wake, deadline);
    } else if (undo.active()) {
      wake = Math.min(wake, undo.deadline());
    }
    return wake;
  }

  /**
   * The record as of now.
   *
   * @return a new record
   */
  public Execution record() {
    return Records.of(ledger);
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
        Work work = forward(now);
        if (work != null) {
          return work;
        } else if (!ledger.stopped()) {
          if (agenda.done()) {
            succeed(now);
            continue;
          }
          return null;
        }
      } else if (!undo.active()) {
        giveUpWaiting(now);
        if (calls > 0) {
          return null;
        }
        undo.begin();
      } else {
        UnitRun unit = undo.next(now);
        if (unit != null) {
          Work work = start(unit, now);
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

  private @Nullable Work forward(long now) {
    UnitRun unit;
    while (!ledger.stopped() && (unit = agenda.nextUnit(now)) != null) {
      Work work;
      if (unit.state != UnitRun.State.IDLE || unit.id.item() >= 0) {
        work = start(unit, now);
      } else {
        work = open(ledger.steps[unit.slot], now);
      }
      if (work != null) {
        return work;
      }
      closeLoops(now);
    }
    closeLoops(now);
    return null;
  }

  /** Begins a step: decides its condition, resolves its items, or makes its first call. */
  private @Nullable Work open(StepRun step, long now) {
    PlanStep planned = plan.steps().get(step.slot);
    step.startedAt = now;
    try {
      if (planned.when() != null && !planned.when().holds(plainScope)) {
        emit(new RunFact.Skipped(step.id, now));
        return null;
      }
      if (planned.forEach() == null) {
        return start(step, now);
      }
      JsonNode items = planned.forEach().resolve(plainScope);
      if (!items.isArray()) {
        failed(step, Failure.lasting(ErrorCodes.NOT_AN_ARRAY, "\"for_each\" must yield an array, but yielded " + type(items) + "."), now, 0);
      } else if (items.size() > limits.loopItems()) {
        failed(
            step,
            Failure.lasting(
                ErrorCodes.TOO_MANY_ITEMS,
                "The loop has " + items.size() + " items; at most " + limits.loopItems() + " are admitted."),
            now,
            0);
      } else {
        emit(new RunFact.LoopOpened(step.id, now, (ArrayNode) items));
      }
    } catch (UnresolvedException e) {
      failed(step, unresolved(e), now, 0);
    } catch (UndecidableException e) {
      failed(step, Failure.lasting(ErrorCodes.UNDECIDABLE, String.valueOf(e.getMessage())), now, 0);
    }
    return null;
  }

  private @Nullable Work start(UnitRun unit, long now) {
    int most = ledger.execution.start().maxToolCalls();
    if (most > 0 && callsMade >= most && !unit.id.compensation()) {
      stop(
          ExecutionStatus.FAILED,
          ErrorCodes.BUDGET_EXCEEDED,
          "The budget of " + most + " tool calls is used up.",
          now);
      if (unit.waits()) {
        agenda.watch(unit);
      }
      return null;
    }
    PlanStep planned = plan.steps().get(unit.slot);
    PlanStep.Undo undoing = unit.id.compensation() ? planned.undo() : null;
    if (unit.startedAt == 0) {
      unit.startedAt = now;
    }
    agenda.starting(unit);
    unit.attempt++;
    unit.state = UnitRun.State.RUNNING;
    unit.code = null;
    unit.error = null;
    ObjectNode arguments;
    try {
      RunScope scope = unit.id.item() < 0 && undoing == null ? plainScope : new RunScope(ledger, scopeOf(unit));
      arguments = (ObjectNode) (undoing == null ? planned.arguments() : undoing.arguments()).resolve(scope);
    } catch (UnresolvedException e) {
      failed(unit, unresolved(e), now, 0);
      return null;
    }
    calls++;
    callsMade++;
    long byStep = planned.timeoutMs() == 0 ? Long.MAX_VALUE : now + planned.timeoutMs() * 1000;
    unit.dueAt = Math.min(byStep, undoing == null ? deadline : undo.deadline());
    if (unit.dueAt != Long.MAX_VALUE) {
      agenda.watch(unit);
    }
    return new Work(unit, planned, undoing == null ? planned.toolId() : undoing.toolId(), arguments, now, unit.dueAt);
  }

  /** A compensation sees the outcome of what it undoes. */
  private UnitRun scopeOf(UnitRun unit) {
    if (!unit.id.compensation()) {
      return unit;
    }
    StepRun step = ledger.steps[unit.slot];
    return unit.id.item() < 0 ? step : step.units[unit.id.item()];
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
    calls--;
    agenda.unwatch(unit);
    Outcome kept = unit.early;
    accept(unit, outcome instanceof Outcome.Pending && kept != null ? kept : outcome, now, drawn);
    closeLoops(now);
    return true;
  }

  /**
   * A pending attempt is completed from outside. One that comes before the tool said that it is pending is kept.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param outcome a value or a failure
   * @param now microseconds since 1970
   * @param drawn jitter, from 0 (inclusive) to 1
   * @return false if it has no effect: nobody waits for it (any more)
   */
  public boolean complete(UnitId id, int attempt, Outcome outcome, long now, double drawn) {
    UnitRun unit = ledger.unit(id);
    if (unit == null || unit.attempt != attempt || ended()) {
      return false;
    } else if (unit.state == UnitRun.State.RUNNING) {
      boolean first = unit.early == null;
      unit.early = first ? outcome : unit.early;
      return first;
    } else if (unit.state != UnitRun.State.PARKED) {
      return false;
    }
    agenda.unwatch(unit);
    accept(unit, outcome, now, drawn);
    closeLoops(now);
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
    emit(new RunFact.Stopping(now, status, code, message));
    return true;
  }

  /**
   * Ends calls that nobody waits for any longer: their tools ignore their interruption.
   *
   * @param work the attempt
   * @param code such as {@code cancelled}
   * @param message why
   * @param now microseconds since 1970
   */
  public void giveUp(Work work, String code, String message, long now) {
    outcome(work, Failure.lasting(code, message), now, 0);
  }

  // ---- how units end ----

  private void accept(UnitRun unit, Outcome outcome, long now, double drawn) {
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
      // A wait ends with the attempt's deadline at the latest, as a call would: then it has no value.
      boolean cut = unit.dueAt < pending.untilMicros();
      emit(
          new RunFact.Parked(
              unit.id,
              unit.attempt,
              now,
              unit.startedAt,
              cut ? unit.dueAt : pending.untilMicros(),
              cut ? null : pending.value()));
      agenda.watch(unit);
    }
  }

  private @Nullable Failure room(UnitRun unit, Outcome.Value value) {
    StepRun step = ledger.steps[unit.slot];
    if (unit.id.item() >= 0 && step.bytes + value.bytes() > limits.loopBytes()) {
      return Failure.lasting(
          ErrorCodes.RESULT_TOO_LARGE, "The loop's results together exceed " + limits.loopBytes() + " bytes.");
    } else if (bytes + value.bytes() > limits.recordBytes()) {
      return Failure.lasting(
          ErrorCodes.RESULT_TOO_LARGE, "The run's results together exceed " + limits.recordBytes() + " bytes.");
    }
    bytes += value.bytes();
    step.bytes += value.bytes();
    return null;
  }

  private void failed(UnitRun unit, Failure failure, long now, double drawn) {
    PlanStep planned = plan.steps().get(unit.slot);
    boolean undoing = unit.id.compensation();
    var policy = undoing && planned.undo() != null ? planned.undo().retry() : planned.retry();
    String message = Texts.storable(failure.message(), MOST_ERROR);
    if ((undoing || !ledger.stopped()) && policy != null && Backoff.again(policy, unit.attempt, failure)) {
      long due = now + Backoff.micros(policy, unit.attempt, failure, drawn);
      emit(new RunFact.RetryDue(unit.id, unit.attempt, now, unit.startedAt, failure.code(), message, due));
      agenda.watch(unit);
      return;
    }
    if (!undoing && planned.fallback() != null && !ledger.stopped()) {
      fallback(unit, planned, failure.code(), message, now);
    } else {
      finish(unit, StepStatus.FAILED, NullNode.instance, failure.code(), message, now);
    }
  }

  private void fallback(UnitRun unit, PlanStep planned, String code, String message, long now) {
    UnitRun seen = new UnitRun(unit.id, unit.slot);
    seen.end(new Ended(unit.id, unit.attempt, now, StepStatus.FAILED, NullNode.instance, code, message, 0));
    try {
      JsonNode result = java.util.Objects.requireNonNull(planned.fallback()).resolve(new RunScope(ledger, seen));
      finish(unit, StepStatus.SUCCESS, result, code, message, now);
    } catch (UnresolvedException e) {
      String both = message + " The fallback failed too: " + unresolved(e).message();
      finish(unit, StepStatus.FAILED, NullNode.instance, code, Texts.storable(both, MOST_ERROR), now);
    }
  }

  private void finish(
      UnitRun unit, StepStatus status, JsonNode result, @Nullable String code, @Nullable String error, long now) {
    emit(new Ended(unit.id, unit.attempt, now, status, result, code, error, (now - unit.startedAt) / 1000));
  }

  private void closeLoops(long now) {
    StepRun loop;
    while ((loop = agenda.finishedLoop()) != null) {
      UnitRun culprit = loop.culprit;
      boolean whole = culprit == null && loop.allEnded();
      finish(
          loop,
          whole ? StepStatus.SUCCESS : StepStatus.FAILED,
          NullNode.instance,
          whole ? null : culprit == null ? ErrorCodes.CANCELLED : culprit.code,
          whole
              ? null
              : culprit == null
                  ? "The run ended before all items were done."
                  : Texts.storable("Item " + culprit.id.item() + ": " + culprit.error, MOST_ERROR),
          now);
    }
  }

  // ---- time ----

  private void due(long now) {
    if (!ledger.stopped() && now >= deadline) {
      stop(ExecutionStatus.FAILED, ErrorCodes.DEADLINE_EXCEEDED, "The run's deadline passed.", now);
    }
    UnitRun unit;
    while ((unit = agenda.takeDue(now)) != null) {
      if (unit.state == UnitRun.State.PARKED && unit.dueValue != null) {
        accept(unit, new Outcome.Value(unit.dueValue, JsonSize.bytes(unit.dueValue, limits.resultBytes())), now, 0);
      } else {
        if (unit.state == UnitRun.State.RUNNING) {
          calls--;
        }
        boolean byRun = now >= (unit.id.compensation() ? undo.deadline() : deadline);
        failed(unit, byRun ? OUT_OF_TIME : TIMED_OUT, now, 0);
      }
    }
    closeLoops(now);
  }

  private static final Failure OUT_OF_TIME =
      Failure.lasting(ErrorCodes.DEADLINE_EXCEEDED, "The run's deadline passed while the tool was at work.");
  private static final Failure TIMED_OUT =
      new Failure(ErrorCodes.TIMEOUT, "There was no outcome in time.", true, 0);

  private void giveUpWaiting(long now) {
    UnitRun unit;
    while ((unit = agenda.takeWaiting()) != null) {
      boolean retrying = unit.state == UnitRun.State.RETRYING && unit.error != null;
      finish(
          unit,
          StepStatus.FAILED,
          NullNode.instance,
          retrying ? unit.code : ErrorCodes.CANCELLED,
          retrying ? unit.error : "The run ended while this was waiting.",
          now);
    }
    closeLoops(now);
  }

  // ---- how the run ends ----

  private void succeed(long now) {
    JsonNode output = null;
    if (plan.output() != null) {
      try {
        output = plan.output().resolve(plainScope);
      } catch (UnresolvedException e) {
        stop(ExecutionStatus.FAILED, ErrorCodes.UNRESOLVED, "The output failed: " + unresolved(e).message(), now);
        return;
      }
    }
    emit(new RunFact.RunEnded(now, ExecutionStatus.SUCCESS, null, null, output, took(now)));
  }

  private void end(long now) {
    ExecutionStatus status = ExecutionStatus.FAILED;
    String code;
    String error;
    RunFact.Stopping stop = ledger.stopping;
    StepRun step = ledger.failed;
    if (stop != null) {
      status = stop.status();
      code = stop.code();
      error = stop.message();
    } else if (step != null) {
      code = step.code;
      error = plan.steps().get(step.slot).label() + " failed: " + step.error;
    } else {
      throw new IllegalStateException("a run ends for a reason");
    }
    emit(new RunFact.RunEnded(now, status, code, error, null, took(now)));
  }

  /** A run that was cancelled before it started took no time. */
  private long took(long now) {
    return ledger.startedAt == 0 ? 0 : (now - ledger.startedAt) / 1000;
  }

  private static Failure unresolved(UnresolvedException e) {
    StringBuilder message = new StringBuilder();
    for (Problem problem : e.problems()) {
      message.append(message.isEmpty() ? "" : "; ").append(problem.code()).append(" at ").append(problem.pointer());
      if (problem.line() > 0) {
        message.append(", line ").append(problem.line()).append(", column ").append(problem.column());
      }
      message.append(": ").append(problem.message());
    }
    return Failure.lasting(ErrorCodes.UNRESOLVED, message.toString());
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case OBJECT -> "an object";
      default -> "null";
    };
  }
}
