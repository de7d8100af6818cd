package dev.sluice.examples.cli.progress;

import dev.sluice.execution.StepEvent;
import java.util.Locale;

/** How steps and times are named. */
final class Words {
  private Words() {}

  /** Such as {@code step 2 (Slack - Send Message), item 3}. */
  static String step(StepEvent step) {
    String name = "step " + step.stepNumber() + " (" + step.toolName() + ")";
    if (step.index() != null) {
      name += ", item " + step.index();
    }
    return step.isCompensation() ? "compensation of " + name : name;
  }

  /** Such as {@code 340 ms}, {@code 1.2 s}, {@code 3 min 05 s}. */
  static String duration(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    } else if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
    }
    return millis / 60_000 + " min " + String.format(Locale.ROOT, "%02d s", millis / 1000 % 60);
  }
}
