package dev.sluice.internal.check;

import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.text.DidYouMean;
import dev.sluice.internal.text.Texts;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.function.Predicate;

/** Finds steps that name tools that don't exist, where the tools are known. */
public final class ToolCheck {
  private ToolCheck() {}

  /**
   * Checks every tool that a workflow names.
   *
   * @param workflow the definition
   * @param catalog all tools, or null where they aren't all known: then nothing is found
   * @param known tools that exist beside the catalog
   * @param problems gains what is found
   */
  public static void check(
      Workflow workflow,
      @Nullable ToolCatalog catalog,
      Predicate<String> known,
      List<Problem> problems) {
    if (catalog == null) {
      return;
    }
    for (int i = 0; i < workflow.steps().size(); i++) {
      Step step = workflow.steps().get(i);
      String at = "/steps/" + i;
      check(step.toolId(), at + "/tool_id", step, catalog, known, problems);
      if (step.compensate() != null) {
        check(
            step.compensate().toolId(), at + "/compensate/tool_id", step, catalog, known, problems);
      }
    }
  }

  private static void check(
      String toolId,
      String pointer,
      Step step,
      ToolCatalog catalog,
      Predicate<String> known,
      List<Problem> problems) {
    if (!toolId.isEmpty() && catalog.find(toolId) == null && !known.test(toolId)) {
      problems.add(
          Problem.error(
                  ProblemCode.UNKNOWN_TOOL,
                  pointer,
                  "There is no tool \""
                      + Texts.loggable(toolId)
                      + "\"; the tools are "
                      + names(catalog)
                      + ".")
              .step(step.stepNumber())
              .reference(toolId)
              .suggestion(DidYouMean.of(toolId, catalog.ids()))
              .build());
    }
  }

  private static String names(ToolCatalog catalog) {
    if (catalog.ids().isEmpty()) {
      return "none";
    }
    List<String> shown = catalog.ids().stream().limit(20).toList();
    return String.join(", ", shown) + (catalog.ids().size() > 20 ? ", …" : "");
  }
}
