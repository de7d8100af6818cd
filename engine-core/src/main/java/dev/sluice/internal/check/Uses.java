package dev.sluice.internal.check;

import dev.sluice.error.Problem;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled templates of one workflow, by their place. */
final class Uses {
  private final List<TemplateUse> all;
  private final Map<String, TemplateUse> byPointer = new HashMap<>();
  private final Map<String, List<TemplateReference>> references = new HashMap<>();

  Uses(List<TemplateUse> all) {
    this.all = all;
    for (TemplateUse use : all) {
      byPointer.put(use.pointer(), use);
      for (TemplateReference reference : use.template().references()) {
        references.computeIfAbsent(reference.pointer(), p -> new ArrayList<>()).add(reference);
      }
    }
  }

  List<TemplateUse> all() {
    return all;
  }

  /** The mapping at a place, or null where it couldn't be compiled. */
  @Nullable TemplateUse at(String pointer) {
    return byPointer.get(pointer);
  }

  /** The references of the string at a place. */
  List<TemplateReference> references(String pointer) {
    return references.getOrDefault(pointer, List.of());
  }

  /**
   * Whether all templates of a workflow could be compiled, so that what isn't used really isn't.
   */
  boolean complete(Workflow workflow, List<Problem> problems) {
    for (int i = 0; i < workflow.steps().size(); i++) {
      Step step = workflow.steps().get(i);
      String at = Pointers.child("/steps", i);
      if (at(at + "/input_mapping") == null
          || (step.forEach() != null && at(at + "/for_each") == null)
          || (step.onError().result() != null && at(at + "/on_error/result") == null)
          || (step.compensate() != null && at(at + "/compensate/input_mapping") == null)) {
        return false;
      }
    }
    return workflow.problems().isEmpty()
        && (workflow.output() == null || at("/output") != null)
        && problems.stream().noneMatch(p -> p.isError() && p.pointer().contains("/when"));
  }
}
