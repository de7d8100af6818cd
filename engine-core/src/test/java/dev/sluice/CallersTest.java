package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.error.ConflictException;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Visibility;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallersTest {
  private final ManualClock clock = ManualClock.at("2026-02-16T12:00:00Z");
  private final RecordingTools tools =
      new RecordingTools().echo("t").tool("parks", call -> ToolResult.pending());
  private final WorkflowEngine engine =
      WorkflowEngine.builder().tools(tools).host(clock.host().build()).build();
  private final CallerView anna = engine.as("anna");
  private final CallerView ben = engine.as("ben");

  private static Workflow workflow(String name, Visibility visibility) {
    return Workflow.builder(name)
        .visibility(visibility)
        .step(Step.of("t").input("v", "{{inputs.v}}"))
        .build();
  }

  private final Workflow mine = anna.register(workflow("mine", Visibility.PRIVATE));
  private final Workflow open = anna.register(workflow("open", Visibility.PUBLIC));

  /** What a stranger is told about an id is what anybody is told about an id that isn't there. */
  private static void assertSameAnswer(
      BiConsumer<CallerView, String> ask, CallerView who, String foreign) {
    String absent = "x".repeat(foreign.length());
    Throwable toForeign = catchThrowable(() -> ask.accept(who, foreign));
    Throwable toAbsent = catchThrowable(() -> ask.accept(who, absent));
    assertThat(toForeign).isInstanceOf(NotFoundException.class);
    assertThat(toAbsent).isInstanceOf(NotFoundException.class);
    assertThat(toForeign.getMessage().replace(foreign, "<id>"))
        .isEqualTo(toAbsent.getMessage().replace(absent, "<id>"));
    assertThat(((NotFoundException) toForeign).kind())
        .isEqualTo(((NotFoundException) toAbsent).kind());
    assertThat(toForeign.getCause()).isNull();
  }

  // ---- registered workflows ----

  @Test
  void registering_gives_id_owner_and_times() {
    assertThat(mine.id())
        .matches("wf_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(mine.ownerId()).isEqualTo("anna");
    assertThat(mine.createdAt()).isEqualTo("2026-02-16T12:00:00Z");
    assertThat(mine.updatedAt()).isEqualTo("2026-02-16T12:00:00Z");
    assertThat(anna.find(String.valueOf(mine.id()))).contains(mine);
  }

  @Test
  void whoever_registers_owns_whatever_the_document_says() {
    Workflow foreign =
        workflow("x", Visibility.PRIVATE)
            .registeredAs("wf_x", "ben", clock.instant(), clock.instant());
    assertThat(anna.register(foreign).ownerId()).isEqualTo("anna");
    assertThat(ben.find("wf_x")).isEmpty();
  }

  @Test
  void a_private_workflow_is_executed_by_its_owner_only() {
    String id = String.valueOf(mine.id());
    Execution execution = anna.execute(id, Map.of("v", 1)).orThrow();
    assertThat(execution.workflowId()).isEqualTo(id);
    assertThat(execution.userId()).isEqualTo("anna");
    assertSameAnswer((who, wf) -> who.execute(wf, Map.of("v", 1)), ben, id);
    assertSameAnswer((who, wf) -> who.execute(wf), ben, id);
    assertSameAnswer(
        (who, wf) -> who.execute(wf, Inputs.none(), ExecuteOptions.defaults()), ben, id);
    assertThat(tools.calls()).hasSize(1);
  }

  @Test
  void a_public_workflow_is_executed_by_anyone_as_themselves() {
    Execution execution = ben.execute(String.valueOf(open.id()), Map.of("v", 1)).orThrow();
    assertThat(execution.userId()).isEqualTo("ben");
    assertThat(tools.calls().get(0).call().caller()).isEqualTo("ben");
    assertThat(ben.findExecution(execution.id())).isPresent();
    assertThat(anna.findExecution(execution.id())).as("even for its owner").isEmpty();
  }

  @Test
  void holding_a_workflow_is_permission_to_run_it() {
    assertThat(ben.execute(mine, Map.of("v", 1)).orThrow().userId()).isEqualTo("ben");
  }

  @Test
  void nobody_but_the_owner_reads_lists_updates_or_removes() {
    String id = String.valueOf(mine.id());
    assertThat(ben.find(id)).isEmpty();
    assertThat(ben.find("absent")).isEmpty();
    assertThat(ben.list()).isEmpty();
    assertThat(anna.list()).containsExactlyInAnyOrder(mine, open);
    assertThat(ben.remove(id)).isFalse();
    assertThat(ben.remove(String.valueOf(open.id()))).isFalse();
    assertThat(ben.remove("absent")).isFalse();
    assertSameAnswer(
        (who, wf) ->
            who.update(
                workflow("stolen", Visibility.PUBLIC)
                    .registeredAs(wf, "anna", clock.instant(), clock.instant())),
        ben,
        id);
    assertThatThrownBy(() -> ben.update(open)).isInstanceOf(NotFoundException.class);
    assertThat(anna.find(id)).contains(mine);
  }

  @Test
  void an_id_can_be_taken_once() {
    assertThatThrownBy(() -> anna.register(mine)).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> ben.register(open)).isInstanceOf(ConflictException.class);
  }

  @Test
  void a_faulty_workflow_is_neither_registered_nor_updated_to() {
    Workflow faulty = Workflow.builder("faulty").step(Step.of("no such tool")).build();
    assertThatThrownBy(() -> anna.register(faulty)).isInstanceOf(DefinitionRefusedException.class);
    Workflow worse =
        faulty.registeredAs(String.valueOf(mine.id()), "anna", clock.instant(), clock.instant());
    assertThatThrownBy(() -> anna.update(worse)).isInstanceOf(DefinitionRefusedException.class);
    assertThat(anna.list()).hasSize(2);
  }

  private static Workflow renamed(Workflow workflow, String name) {
    return Workflow.fromJson(
        workflow
            .toJson()
            .replace("\"name\":\"" + workflow.name() + "\"", "\"name\":\"" + name + "\""));
  }

  @Test
  void an_update_is_based_on_the_version_that_was_read() {
    clock.advance(Duration.ofSeconds(1));
    Workflow second = anna.update(renamed(mine, "second"));
    assertThat(second.createdAt()).isEqualTo(mine.createdAt());
    assertThat(second.updatedAt()).isEqualTo("2026-02-16T12:00:01Z");
    assertThatThrownBy(() -> anna.update(renamed(mine, "late")))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("2026-02-16T12:00:01Z");
    assertThat(anna.find(String.valueOf(mine.id())).map(Workflow::name)).contains("second");
  }

  /** The registered workflow, read from a document that says another time. */
  private Workflow forged(String field, Object time, String other) {
    return Workflow.fromJson(
        mine.toJson().replace(field + "\":\"" + time, field + "\":\"" + other));
  }

  @Test
  void an_update_keeps_when_a_workflow_was_created_whatever_the_document_says() {
    Workflow forged = forged("created_at", mine.createdAt(), "1999-01-01T00:00:00Z");
    assertThat(forged.createdAt()).isEqualTo("1999-01-01T00:00:00Z");
    assertThat(anna.update(forged).createdAt()).isEqualTo(mine.createdAt());
  }

  @Test
  void an_update_of_a_version_that_can_not_be_is_a_conflict() {
    for (String extreme :
        List.of("+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z")) {
      Workflow forged = forged("updated_at", mine.updatedAt(), extreme);
      assertThatThrownBy(() -> anna.update(forged)).isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> ben.update(forged)).isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void two_updates_within_one_tick_of_the_clock_are_two_versions() {
    Workflow second = anna.update(renamed(mine, "second"));
    Workflow third = anna.update(renamed(second, "third"));
    assertThat(second.updatedAt()).isEqualTo("2026-02-16T12:00:00.000001Z");
    assertThat(third.updatedAt()).isEqualTo("2026-02-16T12:00:00.000002Z");
    assertThatThrownBy(() -> anna.update(second)).isInstanceOf(ConflictException.class);
  }

  @Test
  void an_update_needs_what_was_registered() {
    assertThatThrownBy(() -> anna.update(workflow("new", Visibility.PRIVATE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its id and its updatedAt");
  }

  @Test
  void an_update_can_make_a_workflow_private_again() {
    Workflow closed = Workflow.fromJson(open.toJson().replace("\"public\"", "\"private\""));
    anna.update(closed);
    assertThatThrownBy(() -> ben.execute(String.valueOf(open.id()), Map.of("v", 1)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void editing_or_removing_a_workflow_never_changes_a_run_that_has_started() {
    String[] id = new String[1];
    WorkflowEngine[] itself = new WorkflowEngine[1];
    RecordingTools editing =
        new RecordingTools()
            .echo("t")
            .tool(
                "edit",
                call -> {
                  CallerView view = itself[0].as("anna");
                  Workflow now = view.find(id[0]).orElseThrow();
                  Workflow edited = Workflow.fromJson(now.toJson().replace("before", "after"));
                  view.update(edited);
                  view.remove(id[0]);
                  return ToolResult.of("edited");
                });
    itself[0] = WorkflowEngine.builder().tools(editing).build();
    id[0] =
        itself[0]
            .as("anna")
            .register(
                Workflow.builder("before")
                    .step(Step.of("edit"))
                    .step(Step.of("t").name("before").input("v", "before"))
                    .build())
            .id();
    Execution execution = itself[0].as("anna").execute(id[0]).orThrow();
    assertThat(execution.result(2)).hasToString("{\"v\":\"before\"}");
    assertThat(execution.stepResults().get(1).toolName()).isEqualTo("before");
    assertThat(itself[0].as("anna").findExecution(execution.id())).contains(execution);
  }

  // ---- executions ----

  @Test
  void an_execution_is_there_for_its_caller_only() {
    Execution execution = anna.execute(mine, Map.of("v", "secret"));
    String id = execution.id();
    assertThat(anna.findExecution(id)).contains(execution);
    assertThat(ben.findExecution(id)).isEmpty();
    assertThat(ben.findExecution("absent")).isEmpty();
    assertThat(engine.findExecution(id)).as("the default caller is one of many").isEmpty();
    assertThat(ben.list(ExecutionQuery.all())).isEmpty();
    assertThat(ben.list(ExecutionQuery.all().caller("anna"))).as("asking for another's").isEmpty();
    assertThat(anna.list(ExecutionQuery.all().caller("ben"))).containsExactly(execution);
    assertSameAnswer(CallerView::cancel, ben, id);
    assertSameAnswer((who, run) -> who.await(run, Duration.ofSeconds(1)), ben, id);
    assertSameAnswer((who, run) -> who.whenEnded(run), ben, id);
  }

  @Test
  void a_foreign_caller_can_neither_complete_nor_fail_even_with_the_token() {
    Workflow parking = Workflow.builder("parking").step(Step.of("parks")).build();
    Execution waiting =
        anna.execute(parking, Map.of(), ExecuteOptions.defaults().waitAtMost(Duration.ZERO));
    assertThat(waiting.status()).isEqualTo(ExecutionStatus.RUNNING);
    String token = tools.calls().get(0).call().completionToken();
    assertSameAnswer((who, t) -> who.complete(t, "stolen"), ben, token);
    assertSameAnswer((who, t) -> who.fail(t, "code", "stolen"), ben, token);
    String forged = token.substring(0, token.length() - 1) + (token.endsWith("A") ? "B" : "A");
    assertThatThrownBy(() -> anna.complete(forged, 1)).isInstanceOf(NotFoundException.class);
    anna.complete(token, "done");
    Execution ended = anna.await(waiting.id(), Duration.ofSeconds(30)).orThrow();
    assertThat(ended.result(1).textValue()).isEqualTo("done");
    engine.close();
  }

  @Test
  void an_operator_sees_everyones_runs_through_an_explicit_view() {
    Execution annas = anna.execute(mine, Map.of("v", 1));
    clock.advance(Duration.ofSeconds(1));
    Execution bens = ben.execute(open, Map.of("v", 1));
    assertThat(engine.admin().findExecution(annas.id())).contains(annas);
    assertThat(engine.admin().list(ExecutionQuery.all())).containsExactly(bens, annas);
    assertThat(engine.admin().list(ExecutionQuery.all().caller("anna"))).containsExactly(annas);
    assertThat(engine.admin().findExecution("absent")).isEmpty();
    assertThatThrownBy(() -> engine.admin().cancel("absent")).isInstanceOf(NotFoundException.class);
  }

  // ---- who is asking ----

  @Test
  void without_a_caller_the_engine_acts_as_its_default_one() {
    Execution execution = engine.execute(mine, Map.of("v", 1));
    assertThat(execution.userId()).isEqualTo(WorkflowEngine.DEFAULT_CALLER).isEqualTo("local");
    assertThat(engine.as("local").findExecution(execution.id())).contains(execution);
  }

  @Test
  void an_engine_that_requires_a_caller_does_nothing_without() {
    WorkflowEngine strict = WorkflowEngine.builder().tools(tools).requireCaller().build();
    for (Runnable act :
        List.<Runnable>of(
            () -> strict.execute(mine, Map.of("v", 1)),
            () -> strict.execute("wf_1"),
            () -> strict.findExecution("e"),
            () -> strict.list(ExecutionQuery.all()),
            () -> strict.cancel("e"),
            () -> strict.register(mine),
            strict::list)) {
      assertThatThrownBy(act::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this engine requires a caller: use engine.as(callerId)");
    }
    assertThat(strict.as("anna").execute(mine, Map.of("v", 1)).orThrow()).isNotNull();
    assertThat(strict.admin().list(ExecutionQuery.all())).hasSize(1);
  }

  @Test
  void a_caller_id_must_be_one() {
    for (String bad : List.of("", "a\nb", "\uD800", "x".repeat(257))) {
      assertThatThrownBy(() -> engine.as(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> engine.as(null)).isInstanceOf(NullPointerException.class);
    assertThat(engine.as("\uD83D\uDE00".repeat(256))).isNotNull();
  }

  @Test
  void misuse_is_told_at_once() {
    assertThatThrownBy(() -> engine.execute((Workflow) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> engine.execute(mine, (Map<String, ?>) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> engine.findExecution(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> engine.find(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> engine.cancel(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> engine.execute(mine, Map.of(), null))
        .isInstanceOf(NullPointerException.class);
    assertThat(tools.calls()).isEmpty();
  }
}
