package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepEvent;
import dev.sluice.execution.StepStatus;
import dev.sluice.testkit.LogCapture;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.OnError;
import dev.sluice.workflow.RetryPolicy;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersTest {
  private final ManualClock clock = ManualClock.at("2026-02-16T12:00:00Z");
  private final RecordingTools tools =
      new RecordingTools()
          .echo("t")
          .tool(
              "slow",
              call -> {
                clock.advance(Duration.ofMillis(5));
                return ToolResult.of("slow");
              })
          .tool(
              "fails",
              call -> {
                throw new IllegalStateException("no");
              })
          .tool(
              "flaky",
              call -> {
                if (call.attempt() == 1) {
                  throw new ToolException("busy", "not yet", true);
                }
                return ToolResult.of("at last");
              });

  /** Writes every event as a line. */
  private static class Lines implements ExecutionListener {
    final List<String> lines = new ArrayList<>();

    void add(String line) {
      lines.add(line);
    }

    private static String unit(StepEvent step) {
      return step.stepNumber()
          + " "
          + step.toolName()
          + (step.index() == null ? "" : " item " + step.index())
          + " attempt "
          + step.attempt();
    }

    @Override
    public void started(Execution execution) {
      add("started " + execution.status().text() + " " + execution.stepResults().size());
    }

    @Override
    public void stepStarted(StepEvent step) {
      assertThat(step.executionTimeMs()).isNull();
      add("stepStarted " + unit(step));
    }

    @Override
    public void attemptFailed(StepEvent step, String code, String error, Instant retryAt) {
      add("attemptFailed " + unit(step) + " " + code + ": " + error + ", again " + retryAt);
    }

    @Override
    public void waiting(StepEvent step, @Nullable Instant until) {
      add("waiting " + unit(step) + " until " + until);
    }

    @Override
    public void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {
      add(
          "stepEnded "
              + unit(step)
              + " "
              + status.text()
              + " "
              + error
              + " "
              + step.executionTimeMs());
    }

    @Override
    public void cancelled(String executionId) {
      add("cancelled");
    }

    @Override
    public void ended(Execution execution) {
      add("ended " + execution.status().text() + " " + execution.stepResults().size());
    }
  }

  private WorkflowEngine engine(ExecutionListener... listeners) {
    WorkflowEngine.Builder builder =
        WorkflowEngine.builder().tools(tools).host(clock.host().build());
    for (ExecutionListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.build();
  }

  private static final Workflow WORKFLOW =
      Workflow.builder("w")
          .step(Step.of("t").name("First"))
          .step(Step.of("slow"))
          .step(Step.of("t").when("{{inputs.never}}"))
          .step(Step.of("flaky").retry(RetryPolicy.attempts(2).backoff(1_000, 1, 1_000)))
          .step(Step.of("fails").onError(OnError.proceed()))
          .step(Step.of("fails"))
          .step(Step.of("t"))
          .build();

  @Test
  void events_come_in_the_order_of_what_happened() {
    Lines lines = new Lines();
    engine(lines).execute(WORKFLOW, Map.of("never", false));
    assertThat(lines.lines)
        .containsExactly(
            "started running 0",
            "stepStarted 1 First attempt 1",
            "stepEnded 1 First attempt 1 success null 0",
            "stepStarted 2 slow attempt 1",
            "stepEnded 2 slow attempt 1 success null 5",
            "stepEnded 3 t attempt 0 skipped null 0",
            "stepStarted 4 flaky attempt 1",
            "attemptFailed 4 flaky attempt 1 busy: not yet, again 2026-02-16T12:00:01.005Z",
            "stepStarted 4 flaky attempt 2",
            "stepEnded 4 flaky attempt 2 success null 1000",
            "stepStarted 5 fails attempt 1",
            "stepEnded 5 fails attempt 1 failed no 0",
            "stepStarted 6 fails attempt 1",
            "stepEnded 6 fails attempt 1 failed no 0",
            "ended failed 6");
  }

  @Test
  void an_event_fires_after_the_write_that_it_tells_of() {
    WorkflowEngine[] itself = new WorkflowEngine[1];
    List<String> seen = new ArrayList<>();
    itself[0] =
        engine(
            new ExecutionListener() {
              private void note(String event, String id) {
                Execution now = itself[0].findExecution(id).orElseThrow();
                seen.add(event + " " + now.status().text() + " " + now.stepResults().size());
              }

              @Override
              public void started(Execution execution) {
                note("started", execution.id());
              }

              @Override
              public void stepStarted(StepEvent step) {
                note("stepStarted", step.executionId());
              }

              @Override
              public void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {
                note("stepEnded", step.executionId());
              }

              @Override
              public void ended(Execution execution) {
                note("ended", execution.id());
                assertThat(itself[0].findExecution(execution.id())).contains(execution);
              }
            });
    itself[0].execute(Workflow.builder("w").step(Step.of("t")).step(Step.of("t")).build());
    assertThat(seen)
        .startsWith(
            "started running 0",
            "stepStarted running 0",
            "stepEnded running 1",
            "stepStarted running 1")
        .endsWith("ended success 2")
        .hasSize(6);
  }

  @Test
  void several_listeners_are_told_in_the_order_in_which_they_were_added() {
    List<String> seen = new ArrayList<>();
    ExecutionListener[] listeners = new ExecutionListener[3];
    for (int i = 0; i < 3; i++) {
      int number = i;
      listeners[i] =
          new ExecutionListener() {
            @Override
            public void ended(Execution execution) {
              seen.add("listener " + number);
            }
          };
    }
    engine(listeners).execute(Workflow.builder("w").step(Step.of("t")).build());
    assertThat(seen).containsExactly("listener 0", "listener 1", "listener 2");
  }

  /** An exception that even logging trips over. */
  static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable e) throws T {
    throw (T) e;
  }

  private static Throwable exception(String kind) {
    return switch (kind) {
      case "exception" -> new IllegalStateException("listener's own");
      case "checked" -> new java.io.IOException("undeclared");
      case "error" -> new AssertionError("listener's own");
      case "overflow" -> new StackOverflowError();
      default -> new Unprintable();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "checked", "error", "overflow", "unprintable"})
  void a_listener_that_throws_changes_nothing_and_is_logged_with_its_cause(String kind) {
    Throwable thrown = exception(kind);
    Lines throwing =
        new Lines() {
          @Override
          void add(String line) {
            throw ListenersTest.<RuntimeException>sneaky(thrown);
          }
        };
    Lines after = new Lines();
    try (LogCapture log = LogCapture.of("dev.sluice")) {
      Execution execution = engine(throwing, after).execute(WORKFLOW, Map.of("never", false));
      assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(execution.stepResults()).hasSize(6);
      assertThat(after.lines).as("the next listener is told all the same").hasSize(15);
      assertThat(log.events()).hasSize(15);
      if (kind.equals("unprintable")) {
        assertThat(log.events().get(0).getFormattedMessage())
            .endsWith(" failed with dev.sluice.ListenersTest$Unprintable; the run goes on");
      } else {
        assertThat(log.events().get(0).getFormattedMessage())
            .startsWith("The listener dev.sluice.ListenersTest$")
            .endsWith(" failed; the run goes on");
        assertThat(log.causes()).containsOnly(thrown);
      }
    }
  }

  @Test
  void no_event_of_a_run_is_told_twice_and_none_of_another_run_with_it() {
    Set<String> ids = new TreeSet<>();
    engine(
            new ExecutionListener() {
              @Override
              public void ended(Execution execution) {
                assertThat(ids.add(execution.id())).isTrue();
              }
            })
        .execute(Workflow.builder("w").step(Step.of("t")).build());
    assertThat(ids).hasSize(1);
  }
}
