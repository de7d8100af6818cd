package dev.sluice;

/**
 * One caller's view of an engine: what they may do, what they own. Made by {@link
 * WorkflowEngine#as}; the host has authenticated the caller before. Cheap; thread-safe.
 */
public final class CallerView extends CallerOperations {
  private final CallerActions actions;

  CallerView(CallerActions actions) {
    this.actions = actions;
  }

  @Override
  CallerActions actions() {
    return actions;
  }
}
