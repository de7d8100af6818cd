package dev.sluice.store;

import dev.sluice.error.ConflictException;
import dev.sluice.workflow.Visibility;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Registered workflows in memory. One lock: registering is rare. */
final class InMemoryWorkflows implements WorkflowStore {
  private static final int MOST_VERSIONS = 100;

  private final TreeMap<String, Workflow> byId = new TreeMap<>();
  private final Map<String, List<Workflow>> versions = new HashMap<>();

  @Override
  public synchronized void insert(Workflow workflow) {
    if (byId.putIfAbsent(String.valueOf(workflow.id()), workflow) != null) {
      throw new ConflictException(
          "The workflow id " + workflow.id() + " is taken; choose another, or update yours.");
    }
    versions.put(String.valueOf(workflow.id()), new ArrayList<>(List.of(workflow)));
  }

  @Override
  public synchronized boolean update(Workflow workflow, Instant basedOn) {
    Workflow present = byId.get(String.valueOf(workflow.id()));
    if (present == null || !owns(String.valueOf(workflow.ownerId()), present)) {
      return false;
    }
    if (!basedOn.equals(present.updatedAt())) {
      throw new ConflictException(
          "The workflow "
              + workflow.id()
              + " was changed at "
              + present.updatedAt()
              + "; read it again and redo the change.");
    }
    byId.put(String.valueOf(workflow.id()), workflow);
    List<Workflow> known = versions.get(String.valueOf(workflow.id()));
    if (known != null) {
      known.add(0, workflow);
      if (known.size() > MOST_VERSIONS) {
        known.remove(MOST_VERSIONS);
      }
    }
    return true;
  }

  @Override
  public synchronized Optional<Workflow> find(String caller, String id) {
    Workflow workflow = byId.get(id);
    return Optional.ofNullable(workflow)
        .filter(found -> found.visibility() == Visibility.PUBLIC || owns(caller, found));
  }

  @Override
  public synchronized List<Workflow> list(String caller) {
    return byId.values().stream().filter(workflow -> owns(caller, workflow)).toList();
  }

  @Override
  public synchronized boolean remove(String caller, String id) {
    Workflow workflow = byId.get(id);
    if (workflow == null || !owns(caller, workflow)) {
      return false;
    }
    versions.remove(id);
    return byId.remove(id) != null;
  }

  @Override
  public synchronized int erase(String caller) {
    List<Workflow> own = list(caller);
    own.forEach(workflow -> remove(caller, String.valueOf(workflow.id())));
    return own.size();
  }

  @Override
  public synchronized List<Workflow> history(String caller, String id) {
    Workflow workflow = byId.get(id);
    return workflow == null || !owns(caller, workflow)
        ? List.of()
        : List.copyOf(versions.getOrDefault(id, List.of()));
  }

  private static boolean owns(String caller, Workflow workflow) {
    return caller.equals(workflow.ownerId());
  }
}
