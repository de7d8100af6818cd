package dev.sluice.examples.cli;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether anything goes on in this process, and what has ended in it. Thread-safe. */
final class Activity implements ExecutionListener {
  private final List<Execution> ended = new ArrayList<>();
  private int steps;
  private long lastNanos = System.nanoTime();

  private synchronized void happened(int more) {
    steps += more;
    lastNanos = System.nanoTime();
    notifyAll();
  }

  synchronized boolean isIdle() {
    return steps <= 0;
  }

  synchronized boolean isSilentFor(Duration time) {
    return steps <= 0 && System.nanoTime() - lastNanos > time.toNanos();
  }

  synchronized List<Execution> ended() {
    return List.copyOf(ended);
  }

  synchronized void await(Duration most) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedWait(this, most.toNanos());
  }

  @Override
  public void started(Execution execution) {
    happened(0);
  }

  @Override
  public void resumed(Execution execution) {
    happened(0);
  }

  @Override
  public void stepStarted(StepEvent step) {
    happened(1);
  }

  @Override
  public void attemptFailed(StepEvent step, String code, String error, Instant retryAt) {
    happened(-1);
  }

  @Override
  public void waiting(StepEvent step, @Nullable Instant until) {
    happened(-1);
  }

  @Override
  public void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {
    happened(status == StepStatus.SKIPPED ? 0 : -1);
  }

  @Override
  public void ended(Execution execution) {
    synchronized (this) {
      if (execution.parentId() == null) {
        ended.add(execution);
      }
    }
    happened(0);
  }
}
