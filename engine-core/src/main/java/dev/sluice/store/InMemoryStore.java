package dev.sluice.store;

/** Keeps everything in memory, for as long as the process lives. */
final class InMemoryStore implements Store {
  private final InMemoryExecutions executions;
  private final InMemoryWorkflows workflows = new InMemoryWorkflows();

  InMemoryStore(int keepNewest) {
    executions = new InMemoryExecutions(keepNewest);
  }

  @Override
  public ExecutionStore executions() {
    return executions;
  }

  @Override
  public WorkflowStore workflows() {
    return workflows;
  }
}
