package dev.sluice.mcp.server;

import dev.sluice.workflow.Workflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of workflows as tools: their ids, where these are names that every client takes; else
 * the ids made so, each different from the others.
 */
final class WorkflowNames {
  private static final int MOST = 64;

  private WorkflowNames() {}

  /** Workflows by their names as tools. */
  static Map<String, Workflow> of(List<Workflow> workflows, Set<String> taken) {
    Map<String, Workflow> named = new LinkedHashMap<>();
    for (Workflow workflow : workflows) {
      String base = name(String.valueOf(workflow.id()));
      String name = base;
      for (int i = 2; taken.contains(name) || named.containsKey(name); i++) {
        String suffix = "_" + i;
        name = base.substring(0, Math.min(base.length(), MOST - suffix.length())) + suffix;
      }
      named.put(name, workflow);
    }
    return named;
  }

  private static String name(String id) {
    String name = id.replaceAll("[^A-Za-z0-9_-]", "_");
    return name.length() > MOST ? name.substring(0, MOST) : name;
  }
}
