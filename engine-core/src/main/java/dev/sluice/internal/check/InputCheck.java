package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.internal.text.DidYouMean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds, before any tool is called, every input that a step which is certain to run refers to and
 * that isn't there. Made once per plan; thread-safe.
 */
public final class InputCheck {
  /** How many problems say what was probably meant: it takes time, and nobody reads more. */
  private static final int SUGGESTIONS = 100;

  private record Needed(@Nullable Integer step, TemplateReference reference) {}

  /** One path below the inputs, and everyone who needs it. */
  private record Place(List<String> path, List<Needed> needed) {}

  private final Place[] places;

  /** In the order of the document, for what is missing. */
  private final List<Needed> all = new ArrayList<>();

  /**
   * Gathers what is needed.
   *
   * @param uses every template of the workflow
   * @param steps the plan's steps by slot
   */
  public InputCheck(List<TemplateUse> uses, List<PlanStep> steps) {
    Map<List<String>, Place> byPath = new LinkedHashMap<>();
    for (TemplateUse use : uses) {
      if (use.slot() < 0 || !certain(use, steps.get(use.slot()))) {
        continue;
      }
      for (TemplateReference reference : use.references()) {
        if ("inputs".equals(reference.root())
            && reference.kind() == TemplateReference.Kind.VARIABLE
            && !reference.conditional()) {
          Needed needed = new Needed(steps.get(use.slot()).number(), reference);
          all.add(needed);
          byPath
              .computeIfAbsent(
                  List.copyOf(reference.below()), path -> new Place(path, new ArrayList<>()))
              .needed()
              .add(needed);
        }
      }
    }
    places = byPath.values().toArray(new Place[0]);
  }

  /** A step without a condition runs, unless one before it fails; a loop may have no items. */
  private static boolean certain(TemplateUse use, PlanStep step) {
    return step.when() == null
        && ((use.role() == TemplateUse.Role.ARGUMENTS && step.forEach() == null)
            || use.role() == TemplateUse.Role.ITEMS);
  }

  /**
   * Looks all of them up.
   *
   * @param inputs the run's inputs
   * @param problems gains what is missing
   */
  public void check(ObjectNode inputs, List<Problem> problems) {
    Set<Needed> missing = null;
    for (Place place : places) {
      if (find(inputs, place.path()) == null) {
        missing = missing == null ? Collections.newSetFromMap(new IdentityHashMap<>()) : missing;
        missing.addAll(place.needed());
      }
    }
    if (missing != null) {
      for (Needed needed : all) {
        if (missing.contains(needed)) {
          problems.add(missing(needed, inputs, problems.size() < SUGGESTIONS));
        }
      }
    }
  }

  private static @Nullable JsonNode find(JsonNode from, List<String> path) {
    JsonNode node = from;
    for (int i = 0; i < path.size() && node != null; i++) {
      String segment = path.get(i);
      node = node.isObject() ? node.get(segment) : node.isArray() ? element(node, segment) : null;
    }
    return node;
  }

  private static @Nullable JsonNode element(JsonNode array, String segment) {
    boolean canonical =
        segment.equals("0")
            || (!segment.startsWith("0") && segment.chars().allMatch(c -> c >= '0' && c <= '9'));
    return canonical && segment.length() < 10 ? array.get(Integer.parseInt(segment)) : null;
  }

  private static Problem missing(Needed needed, ObjectNode inputs, boolean suggest) {
    TemplateReference reference = needed.reference();
    String first = reference.below().isEmpty() ? "" : reference.below().get(0);
    String near = suggest && !inputs.has(first) ? DidYouMean.of(first, inputs::fieldNames) : null;
    return Problem.error(
            ProblemCode.MISSING_VALUE,
            reference.pointer(),
            "The inputs have no value for " + reference.path() + ", which this step needs.")
        .step(needed.step())
        .at(reference.line(), reference.column())
        .reference(reference.path())
        .suggestion(
            near == null ? null : reference.path().replace("inputs." + first, "inputs." + near))
        .build();
  }
}
