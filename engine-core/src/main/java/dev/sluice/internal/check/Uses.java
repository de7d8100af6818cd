package dev.sluice.internal.check;

import dev.sluice.error.Problem;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The templates of one workflow, by their place. */
final class Uses {
  private final List<TemplateUse> all;
  private final Map<String, TemplateUse> byPointer = new HashMap<>();
  private final Set<String> faulty = new HashSet<>();
  private final Map<String, List<TemplateReference>> references = new HashMap<>();

  Uses(List<TemplateUse> all, List<Problem> problems) {
    this.all = all;
    problems.stream().filter(Problem::isError).forEach(problem -> faulty.add(problem.pointer()));
    for (TemplateUse use : all) {
      byPointer.put(use.pointer(), use);
      for (TemplateReference reference : use.references()) {
        references.computeIfAbsent(reference.pointer(), p -> new ArrayList<>()).add(reference);
      }
    }
  }

  List<TemplateUse> all() {
    return all;
  }

  /** The mapping at a place, or null where there is none. */
  @Nullable
  TemplateUse at(String pointer) {
    return byPointer.get(pointer);
  }

  /** The references of the string at a place. */
  List<TemplateReference> references(String pointer) {
    return references.getOrDefault(pointer, List.of());
  }

  /** Whether something is wrong with the string at a place, so that nothing more is said of it. */
  boolean faulty(String pointer) {
    return faulty.contains(pointer);
  }

  /** Whether all templates of a workflow are known, so that what isn't used really isn't. */
  boolean complete(Workflow workflow) {
    return workflow.problems().isEmpty()
        && all.stream().noneMatch(use -> use.template() == null)
        && faulty.stream().noneMatch(pointer -> pointer.contains("/when"));
  }
}
