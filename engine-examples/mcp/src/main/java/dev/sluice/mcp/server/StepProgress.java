package dev.sluice.mcp.server;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepResult;
import dev.sluice.execution.StepStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Hears from an engine which steps have ended, for the clients that want to know. It is made before
 * the engine, which gets it as a listener, and is then given to the server of that engine.
 * Thread-safe.
 */
public final class StepProgress implements ExecutionListener {
  private final Map<String, List<Watch>> watches = new ConcurrentHashMap<>();

  /** Makes one, for one engine. */
  public StepProgress() {}

  /** Is told of each step once, in the order of their ends. */
  interface Sink {
    void ended(int steps, int stepNumber, String toolName, StepStatus status);
  }

  /** One request that follows one run. */
  final class Watch implements AutoCloseable {
    private final String executionId;
    private final Sink sink;
    private final Set<Integer> told = new HashSet<>();

    /** Events that came before the steps of before were told; null afterwards. */
    private @Nullable List<Runnable> early = new ArrayList<>();

    private boolean closed;

    private Watch(String executionId, Sink sink) {
      this.executionId = executionId;
      this.sink = sink;
    }

    private synchronized void ended(int stepNumber, String toolName, StepStatus status) {
      if (early != null) {
        early.add(() -> ended(stepNumber, toolName, status));
      } else if (!closed && told.add(stepNumber)) {
        sink.ended(told.size(), stepNumber, toolName, status);
      }
    }

    /**
     * Tells what a record knows and no event has told: steps that ended before somebody watched, or
     * whose events are still to come. Events are held back until the first record was told, since
     * they are of later steps than those that nobody watched.
     */
    synchronized void catchUp(Execution execution) {
      List<Runnable> heldBack = early == null ? List.of() : early;
      early = null;
      for (StepResult step : execution.stepResults()) {
        if (step.status() != StepStatus.RUNNING) {
          ended(step.stepNumber(), step.toolName(), step.status());
        }
      }
      heldBack.forEach(Runnable::run);
    }

    /** Tells what the last record knows, and nothing after it. */
    synchronized void finish(Execution last) {
      catchUp(last);
      closed = true;
    }

    /** Nothing is told after it. */
    @Override
    public void close() {
      synchronized (this) {
        closed = true;
      }
      watches.computeIfPresent(
          executionId,
          (id, list) -> {
            list.remove(this);
            return list.isEmpty() ? null : list;
          });
    }
  }

  Watch watch(String executionId, Sink sink) {
    Watch watch = new Watch(executionId, sink);
    watches.compute(
        executionId,
        (id, list) -> {
          List<Watch> all = list == null ? new CopyOnWriteArrayList<>() : list;
          all.add(watch);
          return all;
        });
    return watch;
  }

  @Override
  public void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {
    if (step.index() == null && !step.isCompensation()) {
      for (Watch watch : watches.getOrDefault(step.executionId(), List.of())) {
        watch.ended(step.stepNumber(), step.toolName(), status);
      }
    }
  }
}
