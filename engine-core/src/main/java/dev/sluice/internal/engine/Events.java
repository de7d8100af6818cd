package dev.sluice.internal.engine;

import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.run.Work;
import dev.sluice.store.Micros;
import dev.sluice.store.NewExecution;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what was written. One that throws is logged with its cause and changes nothing.
 */
final class Events {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  private final List<ExecutionListener> listeners;
  private final boolean wanted;

  Events(List<ExecutionListener> listeners) {
    this.listeners = List.copyOf(listeners);
    this.wanted = !listeners.isEmpty();
  }

  boolean wanted() {
    return wanted;
  }

  void starting(NewExecution execution, Work work) {
    StepEvent event = event(execution, work.id(), work.attempt(), null);
    tell(listener -> listener.stepStarted(event));
  }

  /** The first so many of the facts that weren't written yet are now. */
  void written(NewExecution execution, RunState state, int count) {
    if (wanted()) {
      for (RunFact fact : state.unwritten().subList(0, count)) {
        written(execution, state, fact);
      }
    }
  }

  private void written(NewExecution execution, RunState state, RunFact fact) {
    if (fact instanceof RunFact.Started) {
      var record = state.record();
      tell(listener -> listener.started(record));
    } else if (fact instanceof RunFact.Ended ended) {
      StepEvent event = event(execution, ended.id(), ended.attempt(), ended.tookMs());
      tell(listener -> listener.stepEnded(event, ended.status(), ended.error()));
    } else if (fact instanceof RunFact.Skipped skipped) {
      StepEvent event = event(execution, skipped.id(), 0, 0L);
      tell(listener -> listener.stepEnded(event, StepStatus.SKIPPED, null));
    } else if (fact instanceof RunFact.RetryDue retry) {
      StepEvent event = event(execution, retry.id(), retry.attempt(), null);
      tell(
          listener ->
              listener.attemptFailed(
                  event, retry.code(), retry.error(), Micros.instant(retry.dueMicros())));
    } else if (fact instanceof RunFact.Parked parked) {
      StepEvent event = event(execution, parked.id(), parked.attempt(), null);
      var until =
          parked.untilMicros() == Long.MAX_VALUE ? null : Micros.instant(parked.untilMicros());
      tell(listener -> listener.waiting(event, until));
    } else if (fact instanceof RunFact.Stopping stopping) {
      if (stopping.status() == ExecutionStatus.CANCELLED
          && stopping.code().equals(ErrorCodes.CANCELLED)) {
        tell(listener -> listener.cancelled(execution.id()));
      }
    } else if (fact instanceof RunFact.Resumed) {
      var record = state.record();
      tell(listener -> listener.resumed(record));
    } else if (fact instanceof RunFact.RunEnded) {
      var record = state.record();
      tell(listener -> listener.ended(record));
    }
  }

  private static StepEvent event(
      NewExecution execution, UnitId id, int attempt, @Nullable Long tookMs) {
    Step step = step(execution.workflow(), id.step());
    String toolId = step.toolId();
    if (id.compensation() && step.compensate() != null) {
      toolId = step.compensate().toolId();
    }
    return new StepEvent(
        execution.id(),
        execution.workflow().id(),
        id.step(),
        toolId,
        id.compensation() ? toolId : step.toolName(),
        id.item() < 0 ? null : (Integer) id.item(),
        id.compensation(),
        attempt,
        tookMs);
  }

  private static Step step(Workflow workflow, int number) {
    for (Step step : workflow.steps()) {
      if (step.stepNumber() == number) {
        return step;
      }
    }
    throw new IllegalArgumentException("no step " + number);
  }

  private void tell(Consumer<ExecutionListener> event) {
    for (ExecutionListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        log(listener, e);
      }
    }
  }

  private static void log(ExecutionListener listener, Throwable cause) {
    String name = listener.getClass().getName();
    try {
      LOG.warn("The listener {} failed; the run goes on", name, cause);
    } catch (Throwable e) { // a cause that can't be printed
      LOG.warn("The listener {} failed with {}; the run goes on", name, cause.getClass().getName());
    }
  }
}
