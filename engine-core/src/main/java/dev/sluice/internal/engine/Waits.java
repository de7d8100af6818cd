package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.WaitingStep;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.run.FactCodec;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.UnitId;
import dev.sluice.store.Fact;
import dev.sluice.store.Micros;
import dev.sluice.store.StoredExecution;
import java.util.List;

/** Reads off a stored run what it waits for. */
final class Waits {
  private Waits() {}

  static List<WaitingStep> of(StoredExecution stored, Plan plan, Core core) {
    RunState state = new RunState(plan, stored.execution(), core.limits());
    for (Fact fact : stored.facts()) {
      RunFact known = FactCodec.decode(fact);
      if (known != null) {
        state.replay(known);
      }
    }
    return state.waiting().stream().map(unit -> step(stored, plan, core, state, unit)).toList();
  }

  private static WaitingStep step(
      StoredExecution stored, Plan plan, Core core, RunState state, RunState.Waiting unit) {
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
}
