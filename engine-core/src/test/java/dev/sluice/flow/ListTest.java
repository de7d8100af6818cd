package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ExecuteOptions;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListTest {
  private final Flow flow = new Flow();
  private final List<Execution> all = new ArrayList<>();
  private final Instant start = flow.simulation.instant();

  /** 12 runs of one caller, three at the same instant each, and some of another. */
  @BeforeEach
  void run() {
    Workflow good =
        Flow.workflow("{'id':'good','name':'g','steps':[{'step_number':1,'tool_id':'echo'}]}");
    Workflow bad =
        Flow.workflow("{'id':'bad','name':'b','steps':[{'step_number':1,'tool_id':'boom'}]}");
    for (int i = 0; i < 12; i++) {
      if (i % 3 == 0) {
        flow.simulation.advanceMs(10);
      }
      ExecuteOptions options =
          i % 4 == 0 ? ExecuteOptions.defaults().withTags("t", "n" + i) : ExecuteOptions.defaults();
      all.add(flow.run(i % 2 == 0 ? good : bad, Map.of("i", i), options));
      flow.engine().as("other").execute(good, Map.of());
    }
    Collections.reverse(all);
  }

  private List<Execution> list(ExecutionQuery query) {
    return flow.engine().list(query);
  }

  @Test
  void newest_come_first_and_only_the_callers_own() {
    assertThat(list(ExecutionQuery.all())).isEqualTo(all);
    assertThat(list(ExecutionQuery.all().caller("other")))
        .as("the caller is ignored")
        .isEqualTo(all);
    assertThat(flow.engine().admin().list(ExecutionQuery.all())).hasSize(24);
    assertThat(flow.engine().admin().list(ExecutionQuery.all().caller("other"))).hasSize(12);
    assertThat(flow.engine().as("nobody").list(ExecutionQuery.all())).isEmpty();
  }

  @Test
  void filters_by_workflow_status_and_tag_hold_together() {
    assertThat(list(ExecutionQuery.all().workflow("bad")))
        .hasSize(6)
        .allMatch(execution -> execution.status() == ExecutionStatus.FAILED);
    assertThat(list(ExecutionQuery.all().status(ExecutionStatus.SUCCESS)))
        .hasSize(6)
        .allMatch(execution -> "good".equals(execution.workflowId()));
    assertThat(list(ExecutionQuery.all().tag("t"))).hasSize(3);
    assertThat(list(ExecutionQuery.all().tag("n8").workflow("good"))).hasSize(1);
    assertThat(list(ExecutionQuery.all().tag("n8").workflow("bad"))).isEmpty();
    assertThat(list(ExecutionQuery.all().status(ExecutionStatus.RUNNING))).isEmpty();
  }

  @Test
  void the_status_is_that_of_now() {
    Execution pending =
        flow.engine()
            .submit(
                Flow.steps(
                    "{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':50}}"),
                Map.of());
    assertThat(list(ExecutionQuery.all().status(ExecutionStatus.PENDING))).containsExactly(pending);
    flow.simulation.advanceMs(10);
    assertThat(list(ExecutionQuery.all().status(ExecutionStatus.RUNNING))).hasSize(1);
    flow.engine().cancel(pending.id());
    flow.simulation.runUntilIdle();
    assertThat(list(ExecutionQuery.all().status(ExecutionStatus.CANCELLED))).hasSize(1);
  }

  @Test
  void a_time_window_includes_its_start_and_excludes_its_end() {
    Instant second = all.get(6).createdAt();
    Instant third = all.get(5).createdAt();
    assertThat(third).isAfter(second);
    assertThat(list(ExecutionQuery.all().created(second, third))).hasSize(3);
    assertThat(list(ExecutionQuery.all().created(third, null))).hasSize(6);
    assertThat(list(ExecutionQuery.all().created(null, second))).hasSize(3);
    assertThat(list(ExecutionQuery.all().created(null, start))).isEmpty();
  }

  @Test
  void pages_join_to_the_whole_list_whatever_their_size() {
    for (int size = 1; size <= 13; size++) {
      List<Execution> joined = new ArrayList<>();
      ExecutionQuery query = ExecutionQuery.all().limit(size);
      List<Execution> page = list(query);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(size);
        joined.addAll(page);
        Execution last = page.get(page.size() - 1);
        page = list(query.after(last.createdAt(), last.id()));
      }
      assertThat(joined).as("pages of " + size).isEqualTo(all);
    }
  }

  @Test
  void runs_that_come_meanwhile_do_not_shift_the_next_page() {
    List<Execution> first = list(ExecutionQuery.all().limit(5));
    flow.run("{'step_number':1,'tool_id':'echo'}");
    Execution last = first.get(4);
    assertThat(list(ExecutionQuery.all().limit(5).after(last.createdAt(), last.id())))
        .isEqualTo(all.subList(5, 10));
  }

  @Test
  void a_page_has_one_to_a_thousand_runs() {
    assertThatThrownBy(() -> ExecutionQuery.all().limit(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExecutionQuery.all().limit(1001))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
