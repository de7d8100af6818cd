package dev.sluice.internal.engine;

import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.text.Texts;
import dev.sluice.store.WorkflowStore;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds, when a run starts, the definitions of all workflows that it uses as tools, and those that
 * these use.
 */
final class Pins {
  private final String caller;
  private final WorkflowStore store;
  private final Map<String, Workflow> pinned = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private Pins(String caller, WorkflowStore store) {
    this.caller = caller;
    this.store = store;
  }

  static Map<String, Workflow> of(String caller, Workflow workflow, WorkflowStore store) {
    if (!usesWorkflows(workflow)) {
      return Map.of();
    }
    Pins pins = new Pins(caller, store);
    pins.add(workflow);
    if (!pins.problems.isEmpty()) {
      throw new DefinitionRefusedException(pins.problems);
    }
    return pins.pinned;
  }

  static boolean usesWorkflows(Workflow workflow) {
    for (Step step : workflow.steps()) {
      if (Children.isWorkflow(step.toolId())
          || (step.compensate() != null && Children.isWorkflow(step.compensate().toolId()))) {
        return true;
      }
    }
    return false;
  }

  private void add(Workflow workflow) {
    for (int i = 0; i < workflow.steps().size(); i++) {
      Step step = workflow.steps().get(i);
      pin(step.toolId(), "/steps/" + i + "/tool_id", step);
      if (step.compensate() != null) {
        pin(step.compensate().toolId(), "/steps/" + i + "/compensate/tool_id", step);
      }
    }
  }

  private void pin(String toolId, String pointer, Step step) {
    if (!Children.isWorkflow(toolId)) {
      return;
    }
    String id = toolId.substring(Children.PREFIX.length());
    if (pinned.containsKey(id)) {
      return;
    }
    Optional<Workflow> found = store.find(caller, id);
    if (found.isEmpty()) {
      problems.add(
          Problem.error(
                  ProblemCode.UNKNOWN_TOOL,
                  pointer,
                  "There is no workflow " + Texts.loggable(id) + " that this caller may execute.")
              .step(step.stepNumber())
              .reference(toolId)
              .build());
      return;
    }
    pinned.put(id, found.get());
    add(found.get());
  }
}
