package dev.sluice.examples.cli.progress;

import dev.sluice.examples.cli.terminal.SafeText;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.Execution;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What has ended scrolls up, a line for each step; what is going on is drawn below it, again and
 * again.
 */
final class LiveProgress implements Progress {
  private static final int MOST_ACTIVE_LINES = 8;
  private static final long FRAME_MS = 100;

  private final LiveBlock block;
  private final LongSupplier ticker;
  private final Map<ActiveStep.Key, ActiveStep> active = new LinkedHashMap<>();
  private @Nullable ScheduledExecutorService animation;

  LiveProgress(Terminal terminal, LongSupplier ticker) {
    this.block = new LiveBlock(terminal);
    this.ticker = ticker;
  }

  /** Draws again and again, until it is closed. */
  synchronized void animate() {
    animation =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sluice-progress");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        animation.scheduleWithFixedDelay(this::draw, FRAME_MS, FRAME_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void say(String message) {
    block.printAbove(message);
    draw();
  }

  @Override
  public synchronized void stepStarted(StepEvent step) {
    of(step).begin(step);
    draw();
  }

  @Override
  public synchronized void attemptFailed(
      StepEvent step, String code, String error, Instant retryAt) {
    of(step).pause("attempt " + step.attempt() + " failed (" + code + "), trying again: " + error);
    draw();
  }

  @Override
  public synchronized void waiting(StepEvent step, @Nullable Instant until) {
    of(step).pause(until == null ? "waiting" : "waiting until " + until);
    draw();
  }

  @Override
  public synchronized void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {
    if (step.index() != null) {
      of(step).endItem();
    } else {
      active.remove(ActiveStep.Key.of(step));
    }
    if (step.index() == null || status == StepStatus.FAILED) {
      block.printAbove(ended(step, status));
      if (error != null) {
        block.printAbove(" ".repeat(14) + SafeText.line(error));
      }
    }
    draw();
  }

  private static Line ended(StepEvent step, StepStatus status) {
    Long took = step.executionTimeMs();
    String time = took == null || status == StepStatus.SKIPPED ? "" : Words.duration(took);
    return switch (status) {
      case SUCCESS -> new Line(Line.Color.GREEN, "✓", time, name(step), "");
      case FAILED -> new Line(Line.Color.RED, "✗", time, name(step), "");
      default -> new Line(Line.Color.NONE, "-", time, name(step), status.text());
    };
  }

  @Override
  public synchronized void cancelled(String executionId) {
    say("The run is cancelled.");
  }

  @Override
  public synchronized void resumed(Execution execution) {
    say("Execution " + execution.id() + " goes on.");
  }

  @Override
  public synchronized void ended(Execution execution) {
    active.clear();
    draw();
  }

  @Override
  public synchronized void close() {
    if (animation != null) {
      animation.shutdownNow();
    }
    active.clear();
    draw();
  }

  private ActiveStep of(StepEvent step) {
    return active.computeIfAbsent(
        ActiveStep.Key.of(step), key -> new ActiveStep(stepName(step), ticker.getAsLong()));
  }

  private static String name(StepEvent step) {
    return stepName(step) + (step.index() == null ? "" : ", item " + step.index());
  }

  private static String stepName(StepEvent step) {
    String undone = step.isCompensation() ? "compensation of " : "";
    return step.stepNumber() + "  " + undone + step.toolName();
  }

  synchronized void draw() {
    long now = ticker.getAsLong();
    List<Line> lines = new ArrayList<>();
    for (ActiveStep step : active.values()) {
      if (lines.size() == MOST_ACTIVE_LINES) {
        String more = "and " + (active.size() - MOST_ACTIVE_LINES) + " more";
        lines.add(new Line(Line.Color.NONE, " ", "", more, ""));
        break;
      }
      long frame = step.millisAt(now) / FRAME_MS;
      String time = Words.duration(frame * FRAME_MS);
      lines.add(new Line(Line.Color.YELLOW, Line.wheel(frame), time, step.name(), step.news()));
    }
    block.draw(lines);
  }
}
