package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;

/** How far a step has come; for a loop, how far its items have. */
final class StepRun extends UnitRun {
  @Nullable ArrayNode items;
  UnitRun[] units = NO_UNITS;
  int begun;

  /** Whether the agenda has handed it out. */
  boolean taken;

  int endedItems;

  /** No item before this one is idle. */
  int scan;

  /** The first item that failed the step. */
  @Nullable UnitRun culprit;

  long bytes;

  private @Nullable JsonNode results;

  private static final UnitRun[] NO_UNITS = {};

  StepRun(UnitId id, int slot) {
    super(id, slot);
  }

  void open(ArrayNode loopItems, long at) {
    items = loopItems;
    units = new UnitRun[loopItems.size()];
    for (int i = 0; i < units.length; i++) {
      units[i] = new UnitRun(new UnitId(id.step(), i, false), slot);
    }
    state = State.RUNNING;
    startedAt = at;
  }

  int activeItems() {
    return begun - endedItems;
  }

  boolean allEnded() {
    return endedItems == units.length;
  }

  /** A loop's result is its items'. */
  @Override
  JsonNode result() {
    JsonNode known = results;
    return known == null ? super.result() : known;
  }

  @Override
  void end(RunFact.Ended fact) {
    super.end(fact);
    if (items != null && fact.status() == StepStatus.SUCCESS) {
      results = results();
    }
  }

  /** The results in item order. */
  private ArrayNode results() {
    ArrayNode out = Json.NODES.arrayNode(units.length);
    for (UnitRun unit : units) {
      out.add(unit.result());
    }
    return out;
  }
}
