package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import dev.sluice.testkit.RandomWorkflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Watches one run from outside and holds each event against what may come after the last ones. */
final class Witness implements ExecutionListener {
  private final RandomWorkflow random;

  /** The run that is watched; its children aren't. */
  String executionId = "";

  /** Everything that happened, for replays. */
  final List<String> trace = new ArrayList<>();

  /** What an engine would only log: a listener's failure changes nothing in a run. */
  private AssertionError failure;

  private final Set<String> attempts = new HashSet<>();
  private final Set<Integer> ended = new HashSet<>();
  private final Map<Integer, Set<Integer>> items = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private final Map<String, Instant> due = new HashMap<>();
  private final Set<Integer> failedLoops = new HashSet<>();
  private final Supplier<Instant> clock;
  private boolean stopped;
  private boolean over;

  Witness(RandomWorkflow random, Supplier<Instant> clock) {
    this.random = random;
    this.clock = clock;
  }

  private void keep(Runnable check) {
    try {
      check.run();
    } catch (AssertionError e) {
      failure = failure == null ? e : failure;
    }
  }

  void throwFirstFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  private static String unit(StepEvent step) {
    return step.stepNumber()
        + (step.index() == null ? "" : ":" + step.index())
        + (step.isCompensation() ? ":compensate" : "");
  }

  private static String name(StepEvent step) {
    return unit(step) + " #" + step.attempt();
  }

  private boolean mine(String id) {
    return id.equals(executionId);
  }

  @Override
  public void stepStarted(StepEvent step) {
    keep(() -> seeStepStarted(step));
  }

  private void seeStepStarted(StepEvent step) {
    trace.add("started " + step.executionId() + " " + name(step));
    assertThat(attempts.add(step.executionId() + name(step)))
        .as("every step runs at most once per attempt: %s", step)
        .isTrue();
    if (!mine(step.executionId())) {
      return;
    }
    assertThat(over).as("nothing starts after the end: %s", step).isFalse();
    var definition = random.json.get("steps").get(step.stepNumber() - 1);
    var policy = (step.isCompensation() ? definition.get("compensate") : definition).path("retry");
    assertThat(step.attempt())
        .as("attempts of %s", step)
        .isLessThanOrEqualTo(policy.path("max_attempts").asInt(1));
    String before = unit(step) + " #" + (step.attempt() - 1);
    assertThat(clock.get())
        .as("no attempt starts before its time: %s", step)
        .isAfterOrEqualTo(due.getOrDefault(before, Instant.MIN));
    if (step.isCompensation()) {
      return;
    }
    int index = step.stepNumber() - 1;
    assertThat(failedLoops)
        .as("nothing of a loop after an item failed it: %s", step)
        .doesNotContain(index);
    if (step.attempt() == 1) {
      assertThat(failedLoops).as("nothing new after an item failed its step: %s", step).isEmpty();
    }
    assertThat(stopped).as("no step starts after a failure or a cancellation: %s", step).isFalse();
    assertThat(ended).as("an ended step doesn't start: %s", step).doesNotContain(index);
    for (int need : random.needs[index].stream().toArray()) {
      assertThat(ended).as("step %s starts after what it needs", step.stepNumber()).contains(need);
    }
    if (!random.parallel) {
      assertThat(ended).as("in a sequence").hasSize(index);
    }
    open.add(index);
    assertThat(open.size()).as("steps at once").isLessThanOrEqualTo(random.maxConcurrency);
    if (step.index() != null) {
      Set<Integer> running = items.computeIfAbsent(index, any -> new HashSet<>());
      running.add(step.index());
      assertThat(running.size()).as("items at once").isLessThanOrEqualTo(random.itemsAtOnce[index]);
    }
  }

  @Override
  public void attemptFailed(StepEvent step, String code, String error, Instant retryAt) {
    if (mine(step.executionId())) {
      due.put(name(step), retryAt);
    }
  }

  @Override
  public void stepEnded(StepEvent step, StepStatus status, String error) {
    keep(() -> seeStepEnded(step, status, error));
  }

  private void seeStepEnded(StepEvent step, StepStatus status, String error) {
    trace.add("ended " + step.executionId() + " " + name(step) + " " + status.text());
    if (!mine(step.executionId()) || step.isCompensation()) {
      return;
    }
    int index = step.stepNumber() - 1;
    if (step.index() != null) {
      items.computeIfAbsent(index, any -> new HashSet<>()).remove(step.index());
      if (status == StepStatus.FAILED && !continues(index)) {
        failedLoops.add(index);
      }
      return;
    }
    assertThat(ended.add(index)).as("a step ends once").isTrue();
    open.remove(index);
    stopped |= status == StepStatus.FAILED && !continues(index);
  }

  private boolean continues(int index) {
    return random.json.get("steps").get(index).path("on_error").asText().equals("continue");
  }

  @Override
  public void cancelled(String id) {
    trace.add("cancelled " + id);
    stopped |= mine(id);
  }

  @Override
  public void ended(Execution execution) {
    keep(() -> seeEnded(execution));
  }

  private void seeEnded(Execution execution) {
    trace.add("end " + execution.status().text() + " " + execution.toJson());
    if (mine(execution.id())) {
      assertThat(over).as("a run ends once").isFalse();
      over = true;
      assertThat(execution.status())
          .isIn(ExecutionStatus.SUCCESS, ExecutionStatus.FAILED, ExecutionStatus.CANCELLED);
    }
  }
}
