package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.plan.TemplateUse.Role;
import dev.sluice.internal.schema.Comparison;
import dev.sluice.internal.schema.Shape;
import dev.sluice.internal.template.StepMember;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.workflow.Compensation;
import dev.sluice.workflow.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of the data that templates see: the inputs from their declaration, results from the
 * tools' schemas, and what control flow makes of them. Not thread-safe.
 */
final class DataShapes {
  private static final Shape STATUS =
      Shape.anyOf(
          Arrays.stream(StepStatus.values())
              .map(status -> Shape.literal(Json.NODES.textNode(status.text())))
              .toList());

  private static final Shape NULL = Shape.literal(NullNode.instance);

  private final List<Step> stepsBySlot;
  private final boolean parallel;
  private final int[] documentIndex;
  private final Shape inputs;
  private final ToolShapes tools;
  private final Uses uses;
  private final References references = new References(this);
  private final Comparison comparison = new Comparison();
  private final @Nullable Shape[] results;
  private final boolean[] open;

  DataShapes(
      List<Step> stepsBySlot,
      int[] documentIndex,
      boolean parallel,
      Shape inputs,
      ToolShapes tools,
      Uses uses) {
    this.stepsBySlot = stepsBySlot;
    this.parallel = parallel;
    this.documentIndex = documentIndex;
    this.inputs = inputs;
    this.tools = tools;
    this.uses = uses;
    this.results = new Shape[stepsBySlot.size()];
    this.open = new boolean[stepsBySlot.size()];
  }

  References references() {
    return references;
  }

  Comparison comparison() {
    return comparison;
  }

  /** What stands at the root of a reference, or at the step's member. */
  Shape root(TemplateReference reference, TemplateUse use) {
    String root = String.valueOf(reference.root());
    if (reference.member() != null) {
      return step(reference.slot(), reference.member(), use);
    }
    return switch (root) {
      case "inputs" -> inputs;
      case "index" -> Shape.integer();
      case "item" -> items(use.slot()).elements();
      default -> Shape.unknown();
    };
  }

  /** Whether a reference leads below another step's result that is null if the step has none. */
  boolean mayLackParent(TemplateReference reference, TemplateUse use) {
    int slot = reference.slot();
    if (reference.member() != StepMember.RESULT
        || reference.below().isEmpty()
        || slot == use.slot()
        || isRefused(slot, use)) {
      return false;
    }
    Step step = stepsBySlot.get(slot);
    boolean continued = !step.onError().fails() && step.onError().result() == null;
    return continued || step.when() != null;
  }

  /** Elsewhere; nothing more is said about it. */
  private boolean isRefused(int slot, TemplateUse use) {
    return slot < 0 || (!parallel && use.slot() >= 0 && slot > use.slot());
  }

  private Shape step(int slot, StepMember member, TemplateUse use) {
    if (isRefused(slot, use)) {
      return Shape.unknown();
    }
    if (member == StepMember.RESULT) {
      return slot == use.slot() ? own(slot, use.role()) : result(slot);
    }
    return member == StepMember.STATUS ? STATUS : Shape.text().orNull();
  }

  /** A step's own result, as its compensation sees it: for a loop, that of the item. */
  private Shape own(int slot, Role role) {
    Compensation undo = stepsBySlot.get(slot).compensate();
    if (role != Role.UNDO_ARGUMENTS || undo == null) {
      return Shape.unknown();
    }
    Shape unit = unit(slot);
    return undo.isOnUnknown() ? unit.orNull() : unit;
  }

  private Shape result(int slot) {
    Shape known = results[slot];
    if (known != null) {
      return known;
    } else if (open[slot]) {
      return Shape.unknown(); // a circle, which is refused elsewhere
    }
    open[slot] = true;
    Shape made = outcome(slot);
    open[slot] = false;
    results[slot] = made;
    return made;
  }

  private Shape outcome(int slot) {
    Step step = stepsBySlot.get(slot);
    Shape unit = unit(slot);
    if (unit.saysNothing()) {
      return unit;
    }
    List<Shape> alternatives = new ArrayList<>(failures(slot));
    alternatives.add(0, step.forEach() == null ? unit : Shape.arrayOf(unit));
    if (step.when() != null) {
      alternatives.add(NULL);
    }
    return Shape.anyOf(alternatives);
  }

  /** What one call comes to, its failure included. */
  private Shape unit(int slot) {
    Shape result = tools.result(stepsBySlot.get(slot).toolId());
    if (result.saysNothing()) {
      return result;
    }
    List<Shape> alternatives = new ArrayList<>(failures(slot));
    alternatives.add(0, result);
    return Shape.anyOf(alternatives);
  }

  /** What stands for the result of a step that failed, if the run goes on. */
  private List<Shape> failures(int slot) {
    Step step = stepsBySlot.get(slot);
    JsonNode fallback = step.onError().result();
    if (fallback != null) {
      return List.of(shape(fallback, at(slot) + "/on_error/result"));
    }
    return step.onError().fails() ? List.of() : List.of(NULL);
  }

  /** What a loop's items are taken from. */
  Shape items(int slot) {
    JsonNode items = slot < 0 ? null : stepsBySlot.get(slot).forEach();
    return items == null ? Shape.unknown() : shape(items, at(slot) + "/for_each");
  }

  private String at(int slot) {
    return Pointers.child("/steps", documentIndex[slot]);
  }

  /** What a whole mapping yields. */
  private Shape shape(JsonNode mapping, String pointer) {
    TemplateUse use = uses.at(pointer);
    return use == null ? Shape.unknown() : shape(mapping, pointer, use);
  }

  /** What a part of a mapping yields, if it can be resolved. */
  Shape shape(JsonNode part, String pointer, TemplateUse use) {
    if (part.isTextual()) {
      return text(part, pointer, use);
    } else if (part.isArray()) {
      List<Shape> elements = new ArrayList<>();
      for (int i = 0; i < part.size(); i++) {
        elements.add(shape(part.get(i), Pointers.child(pointer, i), use));
      }
      return Shape.array(elements);
    } else if (part.isObject()) {
      Map<String, Shape> members = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : part.properties()) {
        String place = Pointers.child(pointer, field.getKey());
        members.put(field.getKey(), shape(field.getValue(), place, use));
      }
      return Shape.object(members);
    }
    return Shape.literal(part);
  }

  private Shape text(JsonNode text, String pointer, TemplateUse use) {
    if (uses.faulty(pointer)) {
      return Shape.unknown();
    }
    List<TemplateReference> found = uses.references(pointer);
    if (found.size() == 1 && found.get(0).wholeValue()) {
      Found value = references.find(found.get(0), use);
      return value.absent() ? Shape.unknown() : value.shape();
    }
    // A comment or a change of delimiters alone leaves some other text than this.
    return text.textValue().contains("{{") ? Shape.text() : Shape.literal(text);
  }
}
