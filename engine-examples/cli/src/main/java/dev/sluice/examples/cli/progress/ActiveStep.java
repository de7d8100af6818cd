package dev.sluice.examples.cli.progress;

import dev.sluice.execution.StepEvent;
import org.jspecify.annotations.Nullable;

/** A step that has begun and not ended, with all items of its loop. Guarded by its owner. */
final class ActiveStep {
  /** Which step, or which step's compensation. */
  record Key(int stepNumber, boolean compensation) {
    static Key of(StepEvent step) {
      return new Key(step.stepNumber(), step.isCompensation());
    }
  }

  private final String name;
  private final long startedNanos;
  private int running;
  private int ended;
  private boolean loop;
  private @Nullable String note;

  ActiveStep(String name, long startedNanos) {
    this.name = name;
    this.startedNanos = startedNanos;
  }

  String name() {
    return name;
  }

  void begin(StepEvent step) {
    loop |= step.index() != null;
    running++;
    note = step.attempt() > 1 ? "attempt " + step.attempt() : null;
  }

  void pause(String reason) {
    running = Math.max(0, running - 1);
    note = reason;
  }

  void endItem() {
    loop = true;
    running = Math.max(0, running - 1);
    ended++;
  }

  /** How far a loop has come, and what the latest news is; empty for a step that just runs. */
  String news() {
    String items = loop ? "items: " + ended + " done, " + running + " running" : "";
    String latest = note == null ? "" : note;
    return items.isEmpty() || latest.isEmpty() ? items + latest : items + ", " + latest;
  }

  long millisAt(long nanos) {
    return (nanos - startedNanos) / 1_000_000;
  }
}
