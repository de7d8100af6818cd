package dev.sluice.store;

import dev.sluice.error.ConflictException;
import dev.sluice.workflow.Visibility;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Registered workflows in memory. One lock: registering is rare. */
final class InMemoryWorkflows implements WorkflowStore {
  private final TreeMap<String, Workflow> byId = new TreeMap<>();

  @Override
  public synchronized void insert(Workflow workflow) {
    if (byId.putIfAbsent(String.valueOf(workflow.id()), workflow) != null) {
      throw new ConflictException(
          "The workflow id " + workflow.id() + " is taken; choose another, or update yours.");
    }
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
    return workflow != null && owns(caller, workflow) && byId.remove(id) != null;
  }

  private static boolean owns(String caller, Workflow workflow) {
    return caller.equals(workflow.ownerId());
  }
}
