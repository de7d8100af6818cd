package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.tool.ToolLimits;
import dev.sluice.tool.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolLimitsTest {
  private final Flow flow = new Flow();
  private final Map<String, Integer> running = new HashMap<>();
  private final Map<String, Integer> peak = new HashMap<>();
  private final List<Long> starts = new ArrayList<>();
  private int all;
  private int allPeak;

  ToolLimitsTest() {
    for (String id : new String[] {"a", "b"}) {
      flow.tool(
          id,
          call -> {
            starts.add(flow.simulation.nowMs());
            allPeak = Math.max(allPeak, ++all);
            peak.merge(id, running.merge(id, 1, Integer::sum), Math::max);
            try {
              flow.simulation.pause(call, 100);
            } finally {
              running.merge(id, -1, Integer::sum);
              all--;
            }
            return ToolResult.of(call.arguments().get("i"));
          });
    }
  }

  private static final String BOTH =
      "{'step_number':1,'tool_id':'a','for_each':'{{inputs.xs}}','max_concurrency':10,'input_mapping':{'i':'{{index}}'}},"
          + "{'step_number':2,'tool_id':'b','for_each':'{{inputs.xs}}','max_concurrency':10}";

  private Execution run() {
    return flow.submit(
        Flow.parallel(BOTH),
        Map.of("xs", IntStream.range(0, 10).boxed().toList()),
        ExecuteOptions.defaults());
  }

  @Test
  void without_limits_everything_begins_at_once() {
    assertThat(run().status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(allPeak).isEqualTo(20);
  }

  @Test
  void the_engine_makes_no_more_calls_at_once_than_admitted() {
    flow.with(builder -> builder.toolLimits(ToolLimits.none().concurrency(3)));
    Execution execution = run();
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.result(1)).isEqualTo(Flow.node("[0,1,2,3,4,5,6,7,8,9]"));
    assertThat(allPeak).isEqualTo(3);
  }

  @Test
  void a_tool_has_its_own_bound_and_does_not_hold_up_others() {
    flow.with(builder -> builder.toolLimits(ToolLimits.none().concurrency("a", 2)));
    run();
    assertThat(peak).isEqualTo(Map.of("a", 2, "b", 10));
  }

  @Test
  void the_bounds_hold_across_runs_and_for_executing_threads_too() {
    flow.with(builder -> builder.toolLimits(ToolLimits.none().concurrency("a", 1)));
    for (int i = 0; i < 4; i++) {
      flow.engine().submit(Flow.steps("{'step_number':1,'tool_id':'a'}"), Map.of());
    }
    assertThat(flow.run("{'step_number':1,'tool_id':'a'}").status())
        .isEqualTo(ExecutionStatus.SUCCESS);
    flow.simulation.runUntilIdle();
    assertThat(peak).isEqualTo(Map.of("a", 1));
    assertThat(starts).hasSize(5);
  }

  @Test
  void calls_of_a_tool_begin_no_more_often_than_admitted() {
    flow.with(builder -> builder.toolLimits(ToolLimits.none().callsPerSecond("echo", 4)));
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'echo','for_each':[1,2,3,4,5,6],'max_concurrency':6}"));
    assertThat(execution.executionTimeMs()).isEqualTo(1250);
  }

  @Test
  void however_many_calls_queue_there_is_one_timer_for_them() {
    flow.with(builder -> builder.toolLimits(ToolLimits.none().callsPerSecond("echo", 100)));
    Execution execution =
        flow.submit(
            Flow.steps(
                "{'step_number':1,'tool_id':'echo','for_each':'{{inputs.xs}}','max_concurrency':200}"),
            Map.of("xs", IntStream.range(0, 200).boxed().toList()),
            ExecuteOptions.defaults());
    assertThat(execution.executionTimeMs()).isEqualTo(1990);
    assertThat(flow.simulation.most()).as("tasks and timers at once").isLessThan(10);
  }

  @Test
  void a_fraction_of_a_call_per_second_is_admitted() {
    flow.with(builder -> builder.toolLimits(ToolLimits.none().callsPerSecond("echo", 0.5)));
    assertThat(
            flow.run("{'step_number':1,'tool_id':'echo'},{'step_number':2,'tool_id':'echo'}")
                .executionTimeMs())
        .isEqualTo(2000);
  }

  @Test
  void a_call_that_is_cancelled_while_it_queues_is_never_made() {
    flow.with(builder -> builder.toolLimits(ToolLimits.none().concurrency("a", 1)));
    flow.engine().submit(Flow.steps("{'step_number':1,'tool_id':'a'}"), Map.of());
    Execution queued =
        flow.engine().submit(Flow.steps("{'step_number':1,'tool_id':'a'}"), Map.of());
    flow.simulation.after(() -> flow.engine().cancel(queued.id()), 50_000_000);
    flow.simulation.runUntilIdle();
    assertThat(flow.found(queued.id()).status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(flow.found(queued.id()).executionTimeMs()).isEqualTo(50);
    assertThat(starts).hasSize(1);
    assertThat(flow.run("{'step_number':1,'tool_id':'a'}").status())
        .as("its place isn't lost")
        .isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Test
  void limits_must_be_positive() {
    assertThatThrownBy(() -> ToolLimits.none().concurrency(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ToolLimits.none().callsPerSecond("a", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
