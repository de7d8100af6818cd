package dev.sluice.store;

/** A fence that knows where its run is: a write needs no look for it. */
final class InMemoryFence extends Fence {
  final InMemoryRun run;

  InMemoryFence(InMemoryRun run, String owner, long attempt) {
    super(run.id, owner, attempt);
    this.run = run;
  }
}
