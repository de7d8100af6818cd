package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.template.Resolution;
import dev.sluice.internal.template.Scope;
import dev.sluice.internal.template.StepMember;

/**
 * What the templates of one unit see: the inputs, the steps that ended, and in a loop the item.
 * Where a unit's own outcome is used (its fallback, its compensation), {@code steps.N} of its own
 * step is that unit's: an item's compensation sees the item's result.
 */
final class RunScope implements Scope {
  private static final TextNode SUCCESS = TextNode.valueOf(StepStatus.SUCCESS.text());
  private static final TextNode FAILED = TextNode.valueOf(StepStatus.FAILED.text());
  private static final TextNode SKIPPED = TextNode.valueOf(StepStatus.SKIPPED.text());

  private final Ledger ledger;
  private final ObjectNode inputs;
  private final @Nullable UnitRun own;
  private final Resolution resolution = new Resolution(this);

  RunScope(Ledger ledger, ObjectNode inputs, @Nullable UnitRun own) {
    this.ledger = ledger;
    this.inputs = inputs;
    this.own = own;
  }

  @Override
  public JsonNode inputs() {
    return inputs;
  }

  @Override
  public @Nullable JsonNode step(int slot, String key, StepMember member) {
    if (slot < 0) {
      return null;
    }
    UnitRun unit = own != null && own.slot == slot ? own : ledger.steps[slot];
    if (!unit.ended()) {
      return null;
    }
    if (member == StepMember.RESULT) {
      return unit.result();
    } else if (member == StepMember.STATUS) {
      return text(unit.status());
    }
    String error = unit.error();
    return error == null ? NullNode.instance : TextNode.valueOf(error);
  }

  private static TextNode text(StepStatus status) {
    return status == StepStatus.SUCCESS ? SUCCESS : status == StepStatus.FAILED ? FAILED : SKIPPED;
  }

  @Override
  public @Nullable JsonNode root(String name) {
    if (own == null || own.id.item() < 0) {
      return null;
    }
    if (name.equals("index")) {
      return Json.NODES.numberNode(own.id.item());
    }
    var items = ledger.steps[own.slot].items;
    return items == null ? null : items.get(own.id.item());
  }

  /** A run has a single writer, and only that one resolves. */
  @Override
  public Resolution resolution() {
    return resolution;
  }
}
