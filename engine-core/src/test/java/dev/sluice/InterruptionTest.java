package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.OnError;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterruptionTest {
  private final CountDownLatch inTool = new CountDownLatch(1);
  private final RecordingTools tools =
      new RecordingTools()
          .echo("echo")
          .tool(
              "interrupts",
              call -> {
                Thread.currentThread().interrupt();
                return ToolResult.of("unimpressed");
              })
          .tool(
              "parks",
              call -> {
                Thread.currentThread().interrupt();
                return ToolResult.pending();
              })
          .tool("flag", call -> ToolResult.of(Thread.currentThread().isInterrupted()))
          .tool(
              "waits",
              call -> {
                inTool.countDown();
                new CountDownLatch(1).await();
                return ToolResult.of("never");
              })
          .tool(
              "throws",
              call -> {
                throw new InterruptedException();
              })
          .tool(
              "hides",
              call -> {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("wrapped");
              });
  private final WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  private static Workflow of(String... toolIds) {
    Workflow.Builder builder = Workflow.builder("w");
    for (String id : toolIds) {
      builder.step(Step.of(id));
    }
    return builder.build();
  }

  private static void assertInterrupted(Execution execution, int step) {
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("interrupted");
    assertThat(execution.stepResults()).hasSize(step);
    assertThat(execution.stepResult(step).orElseThrow().errorCode()).isEqualTo("interrupted");
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
  }

  @Test
  void a_hosts_interrupt_reaches_the_tool_fails_the_step_and_stays_set() throws Exception {
    AtomicReference<Execution> record = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread host =
        new Thread(
            () -> {
              record.set(engine.execute(of("echo", "waits", "echo")));
              flag.set(Thread.currentThread().isInterrupted());
            });
    host.start();
    assertThat(inTool.await(30, TimeUnit.SECONDS)).isTrue();
    host.interrupt();
    host.join();
    assertInterrupted(record.get(), 2);
    assertThat(record.get().error()).isEqualTo("Step 2 (waits) failed: InterruptedException");
    assertThat(flag.get()).isTrue();
    assertThat(tools.called()).containsExactly("echo", "waits");
    assertThat(engine.execute(of("echo")).orThrow()).isNotNull();
  }

  @Test
  void a_tool_that_says_it_was_interrupted_fails_so() {
    assertInterrupted(engine.execute(of("throws", "echo")), 1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void an_interrupt_in_another_guise_is_one_too() {
    Execution execution = engine.execute(of("hides", "echo"));
    assertInterrupted(execution, 1);
    assertThat(execution.error()).isEqualTo("Step 1 (hides) failed: wrapped");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_thread_that_comes_interrupted_finds_its_tools_so() {
    Thread.currentThread().interrupt();
    assertInterrupted(engine.execute(of("waits")), 1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void an_interrupt_that_a_tool_did_not_notice_reaches_the_next_one() {
    Execution execution = engine.execute(of("interrupts", "flag", "waits", "echo"));
    assertThat(execution.result(1).textValue()).isEqualTo("unimpressed");
    assertThat(execution.result(2).booleanValue()).isTrue();
    assertInterrupted(execution, 3);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void an_interrupt_that_a_tool_did_not_notice_ends_the_wait_that_follows() {
    Execution execution = engine.execute(of("parks", "echo"));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("interrupted");
    assertThat(execution.error()).isEqualTo("The executing thread was interrupted.");
    assertThat(tools.called()).containsExactly("parks");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void once_a_step_failed_for_it_later_steps_are_left_alone_and_the_flag_is_restored() {
    Workflow goingOn =
        Workflow.builder("w")
            .step(Step.of("throws").onError(OnError.proceed()))
            .step(Step.of("flag"))
            .build();
    Execution execution = engine.execute(goingOn);
    assertThat(execution.result(2).booleanValue()).isFalse();
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_run_without_interrupts_leaves_no_flag() {
    engine.execute(of("echo")).orThrow();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
