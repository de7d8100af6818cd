package dev.sluice.examples.cli.progress;

import static dev.sluice.examples.cli.progress.Events.ended;
import static dev.sluice.examples.cli.progress.Events.event;
import static dev.sluice.examples.cli.progress.Events.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
  private final Screen screen = new Screen(80);
  private long nanos;
  private final LiveProgress progress = new LiveProgress(screen.terminal(), () -> nanos);

  private void after(long millis) {
    nanos += millis * 1_000_000;
    progress.draw();
  }

  @Test
  void aRunningStepIsDrawnInPlaceWithItsTime() {
    progress.stepStarted(step(1, "Weather"));
    assertThat(screen.lines()).containsExactly("⠋       0 ms  1  Weather");
    after(340);
    assertThat(screen.lines()).containsExactly("⠸     300 ms  1  Weather");
    after(1000);
    assertThat(screen.lines()).containsExactly("⠸      1.3 s  1  Weather");
    after(60_000);
    assertThat(screen.lines()).containsExactly("⠸ 1 min 01 s  1  Weather");
  }

  @Test
  void nothingIsSentWhereNothingChanged() {
    progress.stepStarted(step(1, "Weather"));
    int sent = screen.bytesSent();
    after(50);
    assertThat(screen.bytesSent()).isEqualTo(sent);
  }

  @Test
  void whatEndedStaysAboveWhatRuns() {
    progress.stepStarted(step(1, "Weather"));
    progress.stepEnded(ended(1, "Weather", 340), StepStatus.SUCCESS, null);
    progress.stepStarted(step(2, "Slack"));
    progress.say("Slack message to #a: hello");
    assertThat(screen.lines())
        .containsExactly(
            "✓     340 ms  1  Weather", "Slack message to #a: hello", "⠋       0 ms  2  Slack");
    progress.stepEnded(ended(2, "Slack", 12), StepStatus.FAILED, "no such channel");
    progress.ended(Events.execution(ExecutionStatus.FAILED));
    progress.close();
    assertThat(screen.lines())
        .containsExactly(
            "✓     340 ms  1  Weather",
            "Slack message to #a: hello",
            "✗      12 ms  2  Slack",
            "              no such channel");
  }

  @Test
  void aSkippedStepHasNoTime() {
    progress.stepEnded(ended(3, "Mail", 0), StepStatus.SKIPPED, null);
    assertThat(screen.lines()).containsExactly("-             3  Mail  skipped");
  }

  @Test
  void stepsThatRunAtTheSameTimeHaveALineEach() {
    progress.stepStarted(step(1, "One"));
    progress.stepStarted(step(2, "Two"));
    after(100);
    progress.stepEnded(ended(1, "One", 100), StepStatus.SUCCESS, null);
    assertThat(screen.lines()).containsExactly("✓     100 ms  1  One", "⠙     100 ms  2  Two");
  }

  @Test
  void manyRunningStepsDontFillTheScreen() {
    for (int i = 1; i <= 20; i++) {
      progress.stepStarted(step(i, "Step"));
    }
    assertThat(screen.lines()).hasSize(9);
    assertThat(screen.lines().get(8)).isEqualTo("              and 12 more");
  }

  @Test
  void theItemsOfALoopAreCountedInOneLine() {
    for (int i = 0; i < 3; i++) {
      progress.stepStarted(event(4, "Book", i, false, 1, null));
    }
    progress.stepEnded(event(4, "Book", 0, false, 1, 5L), StepStatus.SUCCESS, null);
    assertThat(screen.lines()).containsExactly("⠋       0 ms  4  Book  items: 1 done, 2 running");
    progress.stepEnded(event(4, "Book", 2, false, 1, 5L), StepStatus.FAILED, "full");
    progress.stepEnded(event(4, "Book", 1, false, 1, 5L), StepStatus.SUCCESS, null);
    progress.stepEnded(ended(4, "Book", 9), StepStatus.FAILED, "Item 2 failed: full");
    assertThat(screen.lines())
        .containsExactly(
            "✗       5 ms  4  Book, item 2",
            "              full",
            "✗       9 ms  4  Book",
            "              Item 2 failed: full");
  }

  @Test
  void retriesAndWaitsAreTold() {
    progress.stepStarted(step(1, "Fetch"));
    progress.attemptFailed(step(1, "Fetch"), "http_503", "not now", Events.NOW);
    assertThat(screen.lines().get(0))
        .isEqualTo("⠋       0 ms  1  Fetch  attempt 1 failed (http_503), trying again: not now");
    progress.stepStarted(event(1, "Fetch", null, false, 2, null));
    assertThat(screen.lines()).containsExactly("⠋       0 ms  1  Fetch  attempt 2");
    progress.waiting(event(1, "Fetch", null, false, 2, null), null);
    assertThat(screen.lines()).containsExactly("⠋       0 ms  1  Fetch  waiting");
  }

  @Test
  void aCompensationIsNotTheStepItself() {
    progress.stepStarted(event(1, "Book", null, true, 1, null));
    progress.stepEnded(event(1, "Book", null, true, 1, 7L), StepStatus.SUCCESS, null);
    assertThat(screen.lines()).containsExactly("✓       7 ms  1  compensation of Book");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (String name : new String[] {"x".repeat(200), "東京".repeat(50), "🌧".repeat(50)}) {
      Screen narrow = new Screen(30);
      LiveProgress display = new LiveProgress(narrow.terminal(), () -> nanos);
      display.stepStarted(step(1, name));
      assertThat(narrow.lines()).hasSize(1);
      assertThat(narrow.lines().get(0)).endsWith("…");
      display.stepEnded(ended(1, name, 1), StepStatus.SUCCESS, null);
      assertThat(narrow.lines()).hasSize(1);
    }
  }

  @Test
  void textFromOutsideCantSteerTheTerminal() {
    String hostile = "\u001B[2J\u001B]0;title\u0007\rfake\nline\u009B1A\u202E";
    progress.stepStarted(step(1, hostile));
    progress.attemptFailed(step(1, hostile), "code\u001B[2J", hostile, Events.NOW);
    progress.stepEnded(ended(1, hostile, 1), StepStatus.FAILED, hostile);
    progress.say("one\r\ntwo\u001B[2J");
    progress.close();
    assertThat(screen.lines())
        .hasSize(4)
        .noneMatch(line -> line.contains("\u202E"))
        .contains("one\\r", "two\\u001B[2J");
  }

  @Test
  void whatAPersonTypesDoesntDisturbTheDisplay() {
    progress.stepStarted(step(1, "Weather"));
    screen.echo("^C");
    progress.say("Interrupted.");
    assertThat(screen.lines()).containsExactly("Interrupted.", "⠋       0 ms  1  Weather");
  }
}
