package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.NotFoundException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.FactCodec;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.UnitId;
import dev.sluice.store.Fact;
import dev.sluice.store.Micros;
import dev.sluice.store.StoredExecution;
import dev.sluice.tool.Approval;
import java.util.List;
import java.util.Optional;

/**
 * What runs wait for, and telling them what it came to, or that they are cancelled, wherever they
 * are. Thread-safe.
 */
public final class Completions {
  private final Core core;
  private final Runs runs;
  private final Executions executions;

  Completions(Core core, Runs runs, Executions executions) {
    this.core = core;
    this.runs = runs;
    this.executions = executions;
  }

  /**
   * What a run waits for.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @return its waiting steps; empty if it has ended or waits for nothing
   */
  public List<WaitingStep> waiting(@Nullable String caller, String executionId) {
    StoredExecution stored =
        core.ask(() -> core.store().executions().find(caller, executionId))
            .orElseThrow(() -> new NotFoundException("execution", executionId));
    Plan plan = runs.plan(stored.execution().workflow());
    if (plan == null || stored.header().status().isEnded()) {
      return List.of();
    }
    try {
      return waiting(stored, plan);
    } catch (RuntimeException | StackOverflowError e) { // facts that don't fit together
      throw StoreUnavailableException.unreadable(executionId, e);
    }
  }

  private List<WaitingStep> waiting(StoredExecution stored, Plan plan) {
    RunState state = new RunState(plan, stored.execution(), core.limits());
    for (Fact fact : stored.facts()) {
      RunFact known = FactCodec.decode(fact);
      if (known != null) {
        state.replay(known);
      }
    }
    return state.waiting().stream().map(unit -> step(stored, plan, state, unit)).toList();
  }

  private WaitingStep step(
      StoredExecution stored, Plan plan, RunState state, RunState.Waiting unit) {
    UnitId id = unit.id();
    PlanStep planned = plan.steps().get(plan.outline().slotOf(id.step()));
    PlanStep.Undo undo = planned.undo();
    ObjectNode arguments = state.arguments(id);
    return new WaitingStep(
        id.step(),
        id.item() < 0 ? null : (Integer) id.item(),
        id.compensation() && undo != null ? undo.toolId() : planned.toolId(),
        arguments == null ? Json.NODES.objectNode() : arguments,
        core.tokens().make(stored.execution().id(), id.path(), unit.attempt()),
        unit.untilMicros() == Long.MAX_VALUE ? null : Micros.instant(unit.untilMicros()),
        unit.uncertain());
  }

  /**
   * Cancels a run; one that has ended stays as it was.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   */
  public void cancel(@Nullable String caller, String executionId) {
    executions.require(caller, executionId);
    send(caller, executionId, new Mail.Cancel("The execution was cancelled."));
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
    Tokens.Named named = read(caller, token);
    send(caller, named.executionId(), new Mail.Complete(named.unit(), named.attempt(), outcome));
  }

  /**
   * Answers an approval.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param approval the answer
   */
  public void decide(@Nullable String caller, String token, Approval approval) {
    Tokens.Named named = read(caller, token);
    send(caller, named.executionId(), new Mail.Decide(named.unit(), named.attempt(), approval));
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

  private Tokens.Named read(@Nullable String caller, String token) {
    Tokens.Named named =
        core.ask(() -> Optional.ofNullable(core.tokens().read(token))).orElse(null);
    if (named == null || executions.find(caller, named.executionId()).isEmpty()) {
      // One answer for all: it doesn't tell a stranger that a token is real.
      throw new NotFoundException("execution", "(of this completion token)");
    }
    return named;
  }

  /**
   * If an answer of the store is lost, the message may be left twice. The second has no effect: a
   * run stops once, and an attempt is completed, answered or resolved once.
   */
  private void send(@Nullable String caller, String executionId, Mail message) {
    var unused =
        core.ask(
            () -> {
              core.active().send(caller, executionId, message);
              return true;
            });
  }
}
