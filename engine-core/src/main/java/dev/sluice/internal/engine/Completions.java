package dev.sluice.internal.engine;

import dev.sluice.error.NotFoundException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Resolution;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.UnitId;
import dev.sluice.tool.Approval;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells runs what their steps came to, or that they are cancelled, wherever they are. Thread-safe.
 */
public final class Completions {
  private final Core core;
  private final Executions executions;

  Completions(Core core, Executions executions) {
    this.core = core;
    this.executions = executions;
  }

  /**
   * Cancels a run; one that has ended stays as it was.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   */
  public void cancel(@Nullable String caller, String executionId) {
    executions.require(caller, executionId);
    core.active().send(caller, executionId, new Mail.Cancel("The execution was cancelled."));
  }

  /**
   * Completes a pending step.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param value what the step then has
   */
  public void complete(@Nullable String caller, String token, @Nullable Object value) {
    finish(caller, token, core.caller().value(value));
  }

  /**
   * Fails a pending step.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param code the failure's code
   * @param message the failure's message
   */
  public void fail(@Nullable String caller, String token, String code, String message) {
    finish(caller, token, new Outcome.Failure(code, message, true, 0));
  }

  private void finish(@Nullable String caller, String token, Outcome outcome) {
    reach(caller, token, (unit, attempt) -> new Mail.Complete(unit, attempt, outcome));
  }

  /**
   * Answers an approval.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param approval the answer
   */
  public void decide(@Nullable String caller, String token, Approval approval) {
    reach(caller, token, (unit, attempt) -> new Mail.Decide(unit, attempt, approval));
  }

  /**
   * Says what is to become of a call of unknown outcome.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param resolution what someone found out, or wants
   */
  public void resolve(@Nullable String caller, String token, Resolution resolution) {
    Outcome outcome;
    if (resolution.kind() == Resolution.Kind.RESULT) {
      outcome = core.caller().value(resolution.value());
    } else if (resolution.kind() == Resolution.Kind.RETRY) {
      outcome = new Outcome.Again();
    } else {
      outcome = Outcome.Failure.lasting(ErrorCodes.OUTCOME_UNKNOWN, resolution.message());
    }
    finish(caller, token, outcome);
  }

  private void reach(
      @Nullable String caller, String token, BiFunction<UnitId, Integer, Mail> message) {
    Tokens.Named named = core.tokens().read(token);
    UnitId unit = named == null ? null : UnitId.parse(named.unit());
    if (named == null || unit == null || executions.find(caller, named.executionId()).isEmpty()) {
      // One answer for all: it doesn't tell a stranger that a token is real.
      throw new NotFoundException("execution", "(of this completion token)");
    }
    core.active().send(caller, named.executionId(), message.apply(unit, named.attempt()));
  }
}
