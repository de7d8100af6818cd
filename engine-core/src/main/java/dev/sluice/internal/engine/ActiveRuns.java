package dev.sluice.internal.engine;

import dev.sluice.error.EngineClosedException;
import dev.sluice.internal.Nullable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The runs that are under way in one engine, and how messages reach runs. Thread-safe. */
final class ActiveRuns {
  /** For runs that can end now that nobody waits for their tools any more. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(1);

  private final Core core;
  private final ConcurrentHashMap<String, ActiveRun> runs = new ConcurrentHashMap<>();
  private final Object admission = new Object();

  ActiveRuns(Core core) {
    this.core = core;
  }

  /** The run, if it is under way here. */
  @Nullable
  ActiveRun find(String executionId) {
    return runs.get(executionId);
  }

  /** A copy. */
  List<ActiveRun> all() {
    return List.copyOf(runs.values());
  }

  int size() {
    return runs.size();
  }

  /**
   * Lets a run in, if its caller hasn't too many under way here; false if it is one too many. Those
   * that aren't due yet don't count, and a repeated start, which comes to nothing, isn't another.
   */
  boolean admit(ActiveRun run, int mostOfCaller) {
    synchronized (admission) {
      String key = run.execution.start().idempotencyKey();
      boolean counts = run.isDue();
      int others = 0;
      for (ActiveRun other : runs.values()) {
        if (other.isOf(run.execution.caller())) {
          others += other.isDue() ? 1 : 0;
          counts &= key == null || !key.equals(other.execution.start().idempotencyKey());
        }
      }
      if (counts && others >= mostOfCaller) {
        return false;
      }
      runs.put(run.execution.id(), run);
      return true;
    }
  }

  void enter(ActiveRun run) {
    runs.put(run.execution.id(), run);
    // Asked after it can be seen: close() finds this run, or this run finds the engine closed.
    if (core.isClosed()) {
      throw new EngineClosedException();
    }
  }

  void leave(ActiveRun run) {
    runs.remove(run.execution.id(), run);
  }

  // ---- messages ----

  /**
   * Gives a run a message: directly while nobody but this engine can have it, else through the
   * store. A run that isn't there, or has ended, needs none.
   */
  void send(@Nullable String caller, String executionId, Mail message) {
    ActiveRun run = find(executionId);
    if (run != null && !run.claim.isDurable()) {
      run.inbox.tell(message);
    } else if (core.isShared()) {
      post(caller, executionId, message);
    }
  }

  /** Leaves a message for a run in the store; false if it isn't there, or has ended. */
  boolean post(@Nullable String caller, String executionId, Mail message) {
    ActiveRun run = find(executionId);
    long came = run == null ? core.nowMicros() : run.clock.nowMicros();
    boolean posted = core.store().executions().post(caller, executionId, Mail.write(message, came));
    if (posted) {
      tell(executionId);
    }
    return posted;
  }

  /** A run has got a message in the store. */
  void tell(String executionId) {
    ActiveRun run = find(executionId);
    if (run == null) {
      core.nudge();
    } else {
      run.inbox.arrived();
    }
  }

  // ---- the engine closes ----

  /**
   * Lets running tools end within a time, then interrupts them, then gives them up.
   *
   * @param patience the time
   * @param grace how long a tool may take to heed its interruption
   */
  void close(Duration patience, Duration grace) {
    List<ActiveRun> last = all();
    for (ActiveRun run : last) {
      run.inbox.close();
    }
    try {
      awaitEnds(last, patience);
      interrupt(last);
      awaitEnds(last, grace);
      for (ActiveRun run : last) {
        run.inbox.giveUp();
      }
      awaitEnds(last, LAST_WRITES);
    } catch (InterruptedException e) {
      interrupt(last);
      Thread.currentThread().interrupt();
    } finally {
      for (ActiveRun run : last) {
        run.abandon();
      }
    }
  }

  private static void interrupt(List<ActiveRun> runs) {
    for (ActiveRun run : runs) {
      run.inbox.interrupt();
    }
  }

  private static void awaitEnds(List<ActiveRun> runs, Duration most) throws InterruptedException {
    CompletableFuture<?>[] ends = new CompletableFuture<?>[runs.size()];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = runs.get(i).done;
    }
    try {
      CompletableFuture.allOf(ends).get(Core.nanos(most), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Those that failed have ended too; those that haven't are interrupted next.
    }
  }
}
