package dev.sluice.jdbc;

import dev.sluice.store.Fence;
import dev.sluice.store.Header;

/**
 * A fence that knows its run's row, which needn't be looked up then, and what stands there. For one
 * writer at a time, as the run itself.
 */
final class RowFence extends Fence {
  private final long run;
  private long startedMicros;

  private RowFence(String executionId, String owner, long attempt, long run, Header written) {
    super(executionId, owner, attempt);
    this.run = run;
    this.startedMicros = written.startedMicros();
  }

  /** A fence; a plain one where the row's number isn't known. */
  static Fence of(String executionId, String owner, long attempt, long run, Header written) {
    return run == 0
        ? new Fence(executionId, owner, attempt)
        : new RowFence(executionId, owner, attempt, run, written);
  }

  /** The number of a fence's row, or 0. */
  static long run(Fence fence) {
    return fence instanceof RowFence known ? known.run : 0;
  }

  /** The run's row has this now. */
  static void wrote(Fence fence, Header header) {
    if (fence instanceof RowFence known) {
      known.startedMicros = header.startedMicros();
    }
  }

  /** Whether the row has the same start as a header. */
  static boolean isStartedAs(Fence fence, Header header) {
    return fence instanceof RowFence known && known.startedMicros == header.startedMicros();
  }
}
