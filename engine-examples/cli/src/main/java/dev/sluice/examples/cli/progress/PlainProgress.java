package dev.sluice.examples.cli.progress;

import dev.sluice.examples.cli.terminal.SafeText;
import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.Execution;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One plain line for each event: for pipes, files and logs. */
final class PlainProgress implements Progress {
  private final Terminal terminal;

  PlainProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void say(String message) {
    terminal.printMessage(message);
  }

  @Override
  public void started(Execution execution) {
    line("execution " + execution.id() + " started");
  }

  @Override
  public void stepStarted(StepEvent step) {
    String attempt = step.attempt() > 1 ? ", attempt " + step.attempt() : "";
    line(Words.step(step) + attempt + " started");
  }

  @Override
  public void attemptFailed(StepEvent step, String code, String error, Instant retryAt) {
    line(
        Words.step(step)
            + ", attempt "
            + step.attempt()
            + " failed ("
            + code
            + "), the next one is due at "
            + retryAt
            + ": "
            + error);
  }

  @Override
  public void waiting(StepEvent step, @Nullable Instant until) {
    line(Words.step(step) + (until == null ? " waits" : " waits until " + until));
  }

  @Override
  public void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {
    Long took = step.executionTimeMs();
    String time = took == null || status == StepStatus.SKIPPED ? "" : " in " + Words.duration(took);
    line(Words.step(step) + ": " + status.text() + time + (error == null ? "" : ": " + error));
  }

  @Override
  public void cancelled(String executionId) {
    line("execution " + executionId + " is cancelled");
  }

  @Override
  public void resumed(Execution execution) {
    line("execution " + execution.id() + " goes on");
  }

  @Override
  public void ended(Execution execution) {
    Long took = execution.executionTimeMs();
    String time = took == null ? "" : " in " + Words.duration(took);
    line("execution " + execution.id() + ": " + execution.status().text() + time);
  }

  @Override
  public void close() {}

  private void line(String text) {
    terminal.printMessage(SafeText.line(text));
  }
}
