package dev.sluice.examples.cli.progress;

import static dev.sluice.examples.cli.progress.Events.ended;
import static dev.sluice.examples.cli.progress.Events.event;
import static dev.sluice.examples.cli.progress.Events.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Progress progress =
      Progress.of(
          Terminal.piped(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8)),
          () -> 0);

  private String printed() {
    assertThat(out.size()).isZero();
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyEventIsOnePlainLine() {
    progress.started(Events.execution(ExecutionStatus.RUNNING));
    progress.stepStarted(step(1, "Weather"));
    progress.stepEnded(ended(1, "Weather", 340), StepStatus.SUCCESS, null);
    progress.stepEnded(ended(2, "Mail", 0), StepStatus.SKIPPED, null);
    progress.stepStarted(event(3, "Book", 7, false, 1, null));
    progress.attemptFailed(event(3, "Book", 7, false, 1, null), "http_503", "busy", Events.NOW);
    progress.stepStarted(event(3, "Book", 7, false, 2, null));
    progress.waiting(event(3, "Book", 7, false, 2, null), Events.NOW);
    progress.stepEnded(event(3, "Book", 7, false, 2, 1250L), StepStatus.FAILED, "full");
    progress.stepEnded(event(1, "Weather", null, true, 1, 3L), StepStatus.SUCCESS, null);
    progress.ended(Events.execution(ExecutionStatus.FAILED));
    progress.close();
    assertThat(printed())
        .isEqualTo(
            """
            execution e1 started
            step 1 (Weather) started
            step 1 (Weather): success in 340 ms
            step 2 (Mail): skipped
            step 3 (Book), item 7 started
            step 3 (Book), item 7, attempt 1 failed (http_503), the next one is due at 2026-02-21T12:00:00Z: busy
            step 3 (Book), item 7, attempt 2 started
            step 3 (Book), item 7 waits until 2026-02-21T12:00:00Z
            step 3 (Book), item 7: failed in 1.2 s: full
            compensation of step 1 (Weather): success in 3 ms
            execution e1: failed in 1.2 s
            """);
  }

  @Test
  void textFromOutsideStaysOnItsLine() {
    progress.stepEnded(ended(1, "a\nb", 1), StepStatus.FAILED, "x\u001B[2J\ny");
    progress.say("one\ntwo\u0007");
    assertThat(printed())
        .isEqualTo("step 1 (a\\nb): failed in 1 ms: x\\u001B[2J\\ny\none\ntwo\\u0007\n");
  }
}
