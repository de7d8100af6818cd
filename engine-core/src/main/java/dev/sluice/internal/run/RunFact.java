package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.store.Fact;

/** The facts that this engine knows. {@link FactCodec} holds their stored form. */
public sealed interface RunFact extends Fact {
  /**
   * The unit it is about.
   *
   * @return a unit; the run as a whole for facts about it
   */
  UnitId id();

  @Override
  default String unit() {
    return id().path();
  }

  @Override
  default String kind() {
    return FactCodec.kind(this);
  }

  @Override
  default String body() {
    return FactCodec.body(this);
  }

  /** Facts about the run as a whole. */
  sealed interface OfRun extends RunFact {
    @Override
    default UnitId id() {
      return UnitId.RUN;
    }
  }

  /**
   * The run started.
   *
   * @param atMicros when
   */
  record Started(long atMicros) implements OfRun {}

  /**
   * Another claim of the run goes on with it.
   *
   * @param atMicros when
   * @param claim the how-manieth claim
   */
  record Resumed(long atMicros, long claim) implements OfRun {}

  /**
   * Nothing new starts any more: a cancellation, a deadline, a budget. One that comes after a step
   * has failed, while others still run, only ends these: the first reason is the run's.
   *
   * @param atMicros when
   * @param status how the run will end
   * @param code why, as a code
   * @param message why, as the execution's error
   */
  record Stopping(long atMicros, ExecutionStatus status, String code, String message)
      implements OfRun {
    /** Whether even running tools shall end: the run's own faults let them end by themselves. */
    boolean halts() {
      return !code.equals(ErrorCodes.BUDGET_EXCEEDED) && !code.equals(ErrorCodes.UNRESOLVED);
    }
  }

  /**
   * The run ended.
   *
   * @param atMicros when
   * @param status how
   * @param code the error's code, or null
   * @param error the error, or null
   * @param output what the output mapping yielded, or null
   * @param tookMs milliseconds from its start
   */
  record RunEnded(
      long atMicros,
      ExecutionStatus status,
      @Nullable String code,
      @Nullable String error,
      @Nullable JsonNode output,
      long tookMs)
      implements OfRun {}

  /**
   * A tool is about to be called: written before the call, where a crash during it must not lead to
   * another.
   *
   * @param id the unit
   * @param attempt from 1
   * @param atMicros when
   */
  record Intent(UnitId id, int attempt, long atMicros) implements RunFact {}

  /**
   * A unit ended.
   *
   * @param id the unit
   * @param attempt which attempt ended it; 0 if none was made
   * @param atMicros when
   * @param status success or failed
   * @param result what it has
   * @param code the failure's code, or null
   * @param error the failure's message, or null
   * @param tookMs milliseconds from its first attempt
   */
  record Ended(
      UnitId id,
      int attempt,
      long atMicros,
      StepStatus status,
      JsonNode result,
      @Nullable String code,
      @Nullable String error,
      long tookMs)
      implements RunFact {}

  /**
   * An attempt failed and another is due.
   *
   * @param id the unit
   * @param attempt which attempt failed
   * @param atMicros when
   * @param startedMicros when its first attempt started
   * @param code the failure's code
   * @param error the failure's message
   * @param dueMicros when the next attempt is due: drawn once, never again
   */
  record RetryDue(
      UnitId id,
      int attempt,
      long atMicros,
      long startedMicros,
      String code,
      String error,
      long dueMicros)
      implements RunFact {}

  /**
   * A unit waits for a completion or for a time.
   *
   * @param id the unit
   * @param attempt which attempt
   * @param atMicros when
   * @param startedMicros when its first attempt started
   * @param untilMicros when the waiting ends, or {@link Long#MAX_VALUE}
   * @param value what it then has, or null if it then times out
   * @param uncertain whether it waits for someone to say what became of a call
   */
  record Parked(
      UnitId id,
      int attempt,
      long atMicros,
      long startedMicros,
      long untilMicros,
      @Nullable JsonNode value,
      boolean uncertain)
      implements RunFact {}

  /**
   * A completion came before the tool said that it is pending.
   *
   * @param id the unit
   * @param attempt the attempt that it completes
   * @param atMicros when
   * @param outcome a value or a failure
   */
  record Completed(UnitId id, int attempt, long atMicros, Outcome outcome) implements RunFact {}

  /**
   * A run that a unit started has ended, and made calls that count against the budget. Written
   * before what the unit makes of that end; not where there is no budget.
   *
   * @param id the unit
   * @param attempt which attempt started it
   * @param atMicros when
   * @param calls how many calls of tools
   */
  record Spent(UnitId id, int attempt, long atMicros, int calls) implements RunFact {}

  /**
   * A step's condition didn't hold.
   *
   * @param id the step
   * @param atMicros when
   */
  record Skipped(UnitId id, long atMicros) implements RunFact {}

  /**
   * A loop began, over items that were resolved once.
   *
   * @param id the step
   * @param atMicros when
   * @param items the items
   */
  record LoopOpened(UnitId id, long atMicros, ArrayNode items) implements RunFact {}
}
