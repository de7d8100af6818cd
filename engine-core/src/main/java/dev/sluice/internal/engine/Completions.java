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
import dev.sluice.internal.run.FactCodec;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.text.Texts;
import dev.sluice.store.Fact;
import dev.sluice.store.Micros;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ApprovalTool;
import dev.sluice.workflow.Compensation;
import dev.sluice.workflow.Step;
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
    return state.waiting().stream().map(unit -> step(stored, state, unit)).toList();
  }

  private WaitingStep step(StoredExecution stored, RunState state, RunState.Waiting unit) {
    UnitId id = unit.id();
    ObjectNode arguments = state.arguments(id);
    return new WaitingStep(
        id.step(),
        id.item() < 0 ? null : (Integer) id.item(),
        toolId(stored.execution(), id),
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
   * @throws IllegalArgumentException if it is an approval
   */
  public void complete(@Nullable String caller, String token, @Nullable Object value) {
    Tokens.Named named = read(token);
    if (isApproval(find(caller, named).execution(), named.unit())) {
      throw refused(named, "is an approval, which takes decide");
    }
    finish(caller, named, core.caller().value(value), false);
  }

  /**
   * Fails a pending step.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param code the failure's code
   * @param message the failure's message
   * @throws IllegalArgumentException if the code isn't fit to be one
   */
  public void fail(@Nullable String caller, String token, String code, String message) {
    String fault = Texts.identifierFault(code, 256);
    if (fault != null) {
      throw new IllegalArgumentException("the code " + fault);
    }
    Tokens.Named named = read(token);
    find(caller, named);
    String cut = Texts.storable(message, Outcome.Failure.MOST_MESSAGE);
    finish(caller, named, new Outcome.Failure(code, cut, true, 0), false);
  }

  /**
   * Answers an approval.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param approval the answer
   * @throws IllegalArgumentException if it is no approval
   */
  public void decide(@Nullable String caller, String token, Approval approval) {
    Tokens.Named named = read(token);
    if (!isApproval(find(caller, named).execution(), named.unit())) {
      throw refused(named, "is no approval; it takes complete, or fail");
    }
    send(caller, named, new Mail.Decide(named.unit(), named.attempt(), approval));
  }

  /**
   * Says what is to become of a call of unknown outcome.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param resolution what someone found out, or wants
   * @throws IllegalArgumentException if the step waits for something else
   */
  public void resolve(@Nullable String caller, String token, Resolution resolution) {
    Tokens.Named named = read(token);
    RunFact last = null;
    for (Fact fact : find(caller, named).facts()) {
      last = fact.unit().equals(named.unit().path()) ? FactCodec.decode(fact) : last;
    }
    // Of a wait that isn't written yet nothing is known: then what is told has no effect.
    if (last instanceof RunFact.Parked parked
        && parked.attempt() == named.attempt()
        && !parked.uncertain()) {
      throw refused(
          named,
          "waits for no resolution: its outcome isn't unknown; it takes complete, or decide");
    }
    Outcome outcome;
    if (resolution.kind() == Resolution.Kind.RESULT) {
      outcome = core.caller().value(resolution.value());
    } else if (resolution.kind() == Resolution.Kind.RETRY) {
      outcome = new Outcome.Again();
    } else {
      outcome = Outcome.Failure.lasting(ErrorCodes.OUTCOME_UNKNOWN, resolution.message());
    }
    finish(caller, named, outcome, true);
  }

  /** The tool that a unit calls, by the run's definition. */
  static String toolId(NewExecution execution, UnitId id) {
    for (Step step : execution.workflow().steps()) {
      if (step.stepNumber() == id.step()) {
        Compensation undo = id.compensation() ? step.compensate() : null;
        return undo == null ? step.toolId() : undo.toolId();
      }
    }
    return "";
  }

  static boolean isApproval(NewExecution execution, UnitId id) {
    return toolId(execution, id).equals(ApprovalTool.ID);
  }

  private static IllegalArgumentException refused(Tokens.Named named, String why) {
    return new IllegalArgumentException("Step " + named.unit().step() + " " + why + ".");
  }

  private Tokens.Named read(String token) {
    Tokens.Named named =
        core.ask(() -> Optional.ofNullable(core.tokens().read(token))).orElse(null);
    if (named == null) {
      throw unknown();
    }
    return named;
  }

  private StoredExecution find(@Nullable String caller, Tokens.Named named) {
    return core.ask(() -> core.store().executions().find(caller, named.executionId()))
        .orElseThrow(Completions::unknown);
  }

  /** One answer for all: it doesn't tell a stranger that a token is real. */
  private static NotFoundException unknown() {
    return new NotFoundException("execution", "(of this completion token)");
  }

  private void finish(
      @Nullable String caller, Tokens.Named named, Outcome outcome, boolean resolves) {
    send(caller, named, new Mail.Complete(named.unit(), named.attempt(), outcome, resolves));
  }

  private void send(@Nullable String caller, Tokens.Named named, Mail message) {
    send(caller, named.executionId(), message);
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
