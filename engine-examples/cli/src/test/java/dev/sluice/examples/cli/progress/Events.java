package dev.sluice.examples.cli.progress;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events as an engine sends them. */
final class Events {
  static final Instant NOW = Instant.parse("2026-02-21T12:00:00Z");

  private Events() {}

  static Execution execution(ExecutionStatus status) {
    return Execution.fromJson(
        """
        {"id": "e1", "workflow_id": null, "user_id": "u", "status": "%s", "inputs": {},
         "step_results": [], "error": null, "execution_time_ms": %s, "started_at": "2026-02-21T12:00:00Z",
         "completed_at": %s, "created_at": "2026-02-21T12:00:00Z"}"""
            .formatted(
                status.text(),
                status.isEnded() ? "1234" : "null",
                status.isEnded() ? "\"2026-02-21T12:00:01Z\"" : "null"));
  }

  static StepEvent step(int number, String name) {
    return event(number, name, null, false, 1, null);
  }

  static StepEvent ended(int number, String name, long tookMs) {
    return event(number, name, null, false, 1, tookMs);
  }

  static StepEvent event(
      int number,
      String name,
      @Nullable Integer index,
      boolean undo,
      int attempt,
      @Nullable Long tookMs) {
    return new StepEvent("e1", null, number, "tool", name, index, undo, attempt, tookMs);
  }
}
