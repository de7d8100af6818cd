package dev.sluice.store;

import java.util.function.LongSupplier;

/** Keeps everything in memory, for as long as the process lives. */
final class InMemoryStore implements Store {
  private final InMemoryExecutions executions;
  private final InMemoryWorkflows workflows = new InMemoryWorkflows();

  InMemoryStore(int keepNewest) {
    this(keepNewest, false, () -> 0);
  }

  InMemoryStore(int keepNewest, boolean shared, LongSupplier clockMicros) {
    executions = new InMemoryExecutions(keepNewest, shared, clockMicros);
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
