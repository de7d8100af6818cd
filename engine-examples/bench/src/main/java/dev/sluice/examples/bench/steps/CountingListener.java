package dev.sluice.examples.bench.steps;

import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Listens to every step, as metrics do. */
final class CountingListener implements ExecutionListener {
  private final LongAdder steps = new LongAdder();

  @Override
  public void stepEnded(StepEvent event, StepStatus status, @Nullable String error) {
    steps.increment();
  }
}
