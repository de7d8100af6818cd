package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SubmitTest {
  private final Flow flow = new Flow();
  private static final Workflow ECHO = Flow.steps("{'step_number':1,'tool_id':'echo'}");
  private static final Workflow SLEEP =
      Flow.steps("{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':1000}}");

  @Test
  void submit_returns_at_once_with_the_pending_record() {
    Execution pending = flow.engine().submit(ECHO, Map.of("a", 1));
    assertThat(pending.status()).isEqualTo(ExecutionStatus.PENDING);
    assertThat(pending.startedAt()).isNull();
    assertThat(pending.completedAt()).isNull();
    assertThat(pending.stepResults()).isEmpty();
    assertThat(pending.inputs()).isEqualTo(Flow.node("{'a':1}"));
    assertThat(flow.log).isEmpty();
    flow.checked(pending);
    flow.simulation.runUntilIdle();
    assertThat(flow.found(pending.id()).status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void a_run_starts_at_its_time_and_not_before() {
    Instant at = flow.simulation.instant().plusSeconds(30);
    Execution pending = flow.engine().submit(ECHO, Map.of(), ExecuteOptions.defaults().startAt(at));
    flow.simulation.advanceMs(29_999);
    assertThat(flow.found(pending.id()).status()).isEqualTo(ExecutionStatus.PENDING);
    flow.simulation.advanceMs(1);
    Execution ended = flow.found(pending.id());
    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(ended.startedAt()).isEqualTo(at);
    assertThat(ended.createdAt()).isEqualTo(at.minusSeconds(30));
    assertThat(ended.executionTimeMs()).isZero();
  }

  @Test
  void a_workflows_timeout_counts_from_the_start_and_not_from_the_submission() {
    Execution ended =
        flow.submit(
            Flow.workflow(
                "{'name':'w','timeout_ms':2000,'steps':[{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':1500}}]}"),
            Map.of(),
            ExecuteOptions.defaults().startAt(flow.simulation.instant().plusSeconds(60)));
    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void tags_are_in_the_record_where_there_are_some() {
    Execution tagged =
        flow.submit(
            ECHO, Map.of(), ExecuteOptions.defaults().withTags("nightly", "eu").withPriority(5));
    assertThat(tagged.tags()).containsExactly("nightly", "eu");
    assertThat(tagged.toJson()).endsWith(Flow.json("'tags':['nightly','eu']}"));
    assertThat(flow.submit(ECHO).toJson()).doesNotContain("tags");
  }

  @Test
  void await_waits_no_longer_than_it_may() {
    Execution pending = flow.engine().submit(SLEEP, Map.of());
    flow.simulation.advanceMs(10);
    // The simulation stands still meanwhile: only real time passes.
    Execution running = flow.engine().await(pending.id(), Duration.ofMillis(5));
    assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
    flow.simulation.runUntilIdle();
    assertThat(flow.engine().await(pending.id(), Duration.ofDays(200_000)).status())
        .isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void when_ended_completes_with_the_record_whenever_it_is_asked_for() {
    Execution pending = flow.engine().submit(SLEEP, Map.of());
    List<Execution> ended = new ArrayList<>();
    CompletionStage<Execution> stage = flow.engine().whenEnded(pending.id());
    stage.thenAccept(ended::add);
    assertThat(ended).isEmpty();
    flow.simulation.runUntilIdle();
    assertThat(ended).containsExactly(flow.found(pending.id()));
    flow.engine().whenEnded(pending.id()).thenAccept(ended::add);
    assertThat(ended).hasSize(2);
  }

  @Test
  void completing_the_stage_does_nothing_to_the_run_or_to_other_stages() {
    Execution pending = flow.engine().submit(SLEEP, Map.of());
    List<Execution> ended = new ArrayList<>();
    flow.engine().whenEnded(pending.id()).thenAccept(ended::add);
    flow.engine().whenEnded(pending.id()).toCompletableFuture().complete(pending);
    flow.engine()
        .whenEnded(pending.id())
        .thenAccept(
            execution -> {
              throw new IllegalStateException("a host's mistake");
            });
    flow.simulation.runUntilIdle();
    assertThat(ended).containsExactly(flow.found(pending.id()));
  }

  @Test
  void runs_of_others_are_not_there() {
    Execution pending = flow.engine().as("alice").submit(SLEEP, Map.of());
    var bob = flow.engine().as("bob");
    assertThat(bob.findExecution(pending.id())).isEmpty();
    assertThatThrownBy(() -> bob.await(pending.id(), Duration.ZERO))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> bob.whenEnded(pending.id())).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> bob.waiting(pending.id())).isInstanceOf(NotFoundException.class);
  }

  @Test
  void execute_waits_for_a_parked_run_without_bound() {
    Execution execution = flow.run(SLEEP, Map.of());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(flow.simulation.nowMs()).isEqualTo(1000);
  }

  @Test
  void execute_waits_at_most_as_long_as_it_may_and_the_run_goes_on() {
    Execution running =
        flow.run(SLEEP, Map.of(), ExecuteOptions.defaults().waitAtMost(Duration.ofMillis(400)));
    assertThat(flow.simulation.nowMs()).isEqualTo(400);
    assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(Flow.statuses(running)).isEqualTo("1 running");
    flow.simulation.runUntilIdle();
    Execution ended = flow.found(running.id());
    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(ended.executionTimeMs()).isEqualTo(1000);
  }

  @Test
  void execute_that_may_not_wait_runs_what_needs_no_waiting() {
    Execution running =
        flow.run(
            Flow.steps(
                "{'step_number':1,'tool_id':'echo'},"
                    + "{'step_number':2,'tool_id':'boom','retry':{'max_attempts':2}}"),
            Map.of(),
            ExecuteOptions.defaults().waitAtMost(Duration.ZERO));
    assertThat(Flow.statuses(running)).isEqualTo("1 success, 2 running");
    flow.simulation.runUntilIdle();
    assertThat(flow.found(running.id()).stepResults().get(1).attempts()).isEqualTo(2);
  }

  @Test
  void options_are_checked_when_they_are_set() {
    ExecuteOptions options = ExecuteOptions.defaults();
    assertThatThrownBy(() -> options.waitAtMost(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMaxDuration(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMaxToolCalls(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withIdempotencyKey(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withTags("ok", "a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_deadline_that_comes_before_the_start_ends_the_run_unstarted() {
    Instant now = flow.simulation.instant();
    Execution pending =
        flow.engine()
            .submit(
                ECHO,
                Map.of(),
                ExecuteOptions.defaults()
                    .withDeadline(now.plusSeconds(10))
                    .startAt(now.plusSeconds(60)));
    flow.simulation.advanceMs(9_999);
    assertThat(flow.found(pending.id()).status()).isEqualTo(ExecutionStatus.PENDING);
    flow.simulation.advanceMs(1);
    Execution ended = flow.found(pending.id());
    assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(ended.errorCode()).isEqualTo("deadline_exceeded");
    assertThat(ended.startedAt()).isNull();
    assertThat(ended.completedAt()).isEqualTo(now.plusSeconds(10));
    assertThat(flow.log).isEmpty();
  }

  @Test
  void execute_refuses_to_start_later() {
    ExecuteOptions later = ExecuteOptions.defaults().startAt(flow.simulation.instant());
    assertThatThrownBy(() -> flow.engine().execute(ECHO, Map.of(), later))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use submit");
  }
}
