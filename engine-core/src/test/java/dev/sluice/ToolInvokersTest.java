package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.ToolCatalogException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.json.Json;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.RetryPolicy;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ToolInvokersTest {
  private static Workflow of(String... toolIds) {
    Workflow.Builder builder = Workflow.builder("w");
    for (String id : toolIds) {
      builder.step(Step.of(id));
    }
    return builder.build();
  }

  @Test
  void each_tool_belongs_to_the_invoker_that_has_it() {
    RecordingTools first = new RecordingTools().echo("a", "b");
    RecordingTools second = new RecordingTools().echo("c");
    WorkflowEngine engine = WorkflowEngine.builder().tools(first).tools(second).build();
    engine.execute(of("c", "a", "b", "c")).orThrow();
    assertThat(first.called()).containsExactly("a", "b");
    assertThat(second.called()).containsExactly("c", "c");
  }

  @Test
  void two_invokers_that_claim_one_tool_are_refused() {
    assertThatThrownBy(
            () ->
                WorkflowEngine.builder()
                    .tools(new RecordingTools().echo("a", "b"))
                    .tools(new RecordingTools().echo("b"))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Two tool invokers claim the tool id b: ");
  }

  @Test
  void one_tool_id_given_twice_is_refused() {
    Tools.Builder builder = Tools.builder().tool("a", call -> ToolResult.of(1));
    assertThatThrownBy(() -> builder.tool("a", call -> ToolResult.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is a tool with the id a already");
    assertThatThrownBy(() -> builder.tool("a", Map.class, map -> map))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_description_of_no_tool_is_refused() {
    assertThatThrownBy(() -> Tools.builder().describe(ToolDescriptor.of("x")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is a description but no tool with the id x");
  }

  @Test
  void what_no_catalog_has_goes_to_the_one_invoker_that_cannot_say_what_it_has() {
    List<String> open = new ArrayList<>();
    RecordingTools known = new RecordingTools().echo("a");
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(
                call -> {
                  open.add(call.toolId());
                  return ToolResult.of("open");
                })
            .tools(known)
            .build();
    engine.execute(of("a", "whatever")).orThrow();
    assertThat(known.called()).containsExactly("a");
    assertThat(open).containsExactly("whatever");
  }

  @Test
  void two_invokers_that_cannot_say_what_they_have_are_refused() {
    ToolInvoker one = call -> ToolResult.of(1);
    ToolInvoker other = call -> ToolResult.of(2);
    assertThatThrownBy(() -> WorkflowEngine.builder().tools(one).tools(other).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Only one tool invoker may lack a catalog");
  }

  @Test
  void plugins_are_found_on_request_only() {
    ClassLoader loader = getClass().getClassLoader();
    Workflow workflow = of("plugin.tool");
    WorkflowEngine without = WorkflowEngine.builder().build();
    assertThatThrownBy(() -> without.execute(workflow))
        .isInstanceOf(DefinitionRefusedException.class);
    Execution execution =
        WorkflowEngine.builder()
            .tools(new RecordingTools().echo("a"))
            .toolsFromServiceLoader(loader)
            .build()
            .execute(workflow);
    assertThat(execution.orThrow().result(1).textValue()).isEqualTo("plugged in");
  }

  /** Its tools come and go. */
  private static final class Changing implements ToolInvoker {
    volatile ToolCatalog catalog = ToolCatalog.of(1, List.of(ToolDescriptor.of("a")));

    @Override
    public ToolResult invoke(ToolCall call) throws ToolException {
      if (catalog.find(call.toolId()) == null) {
        throw new ToolException("unknown_tool", "gone", false);
      }
      return ToolResult.of(call.toolId());
    }

    @Override
    public ToolCatalog catalog() {
      return catalog;
    }
  }

  @Test
  void tools_that_come_and_go_are_noticed_by_the_next_run() {
    Changing changing = new Changing();
    WorkflowEngine engine = WorkflowEngine.builder().tools(changing).build();
    assertThat(engine.check(of("a"))).isEmpty();
    assertThat(engine.check(of("b"))).hasSize(1);
    changing.catalog = ToolCatalog.of(2, List.of(ToolDescriptor.of("b")));
    assertThat(engine.check(of("a"))).hasSize(1);
    engine.execute(of("b")).orThrow();
    assertThatThrownBy(() -> engine.execute(of("a")))
        .isInstanceOf(DefinitionRefusedException.class);
  }

  @Test
  void beside_an_invoker_that_cannot_say_what_it_has_changes_are_noticed_too() {
    Changing changing = new Changing();
    changing.catalog = ToolCatalog.of(1, List.of(described("a", "string")));
    WorkflowEngine engine =
        WorkflowEngine.builder().tools(changing).tools(call -> ToolResult.of(1)).build();
    Workflow workflow =
        Workflow.builder("w").step(Step.of("a").input("n", Json.NODES.numberNode(1))).build();
    assertThatThrownBy(() -> engine.execute(workflow))
        .isInstanceOf(DefinitionRefusedException.class);
    changing.catalog = ToolCatalog.of(2, List.of(described("a", "integer")));
    assertThat(engine.execute(workflow).status()).isEqualTo(ExecutionStatus.SUCCESS);
    changing.catalog = ToolCatalog.of(3, List.of(described("a", "string")));
    assertThatThrownBy(() -> engine.execute(workflow))
        .isInstanceOf(DefinitionRefusedException.class);
  }

  private static ToolDescriptor described(String id, String type) {
    ObjectNode schema = Json.NODES.objectNode();
    schema.putObject("properties").putObject("n").put("type", type);
    return ToolDescriptor.of(id).withInputSchema(schema);
  }

  @Test
  void a_tool_that_goes_while_a_run_is_under_way_fails_its_step() {
    Changing changing = new Changing();
    changing.catalog = ToolCatalog.of(1, List.of(ToolDescriptor.of("a"), ToolDescriptor.of("b")));
    WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(changing)
            .tools(
                new RecordingTools()
                    .tool(
                        "remove",
                        call -> {
                          changing.catalog = ToolCatalog.of(2, List.of(ToolDescriptor.of("a")));
                          return ToolResult.of("removed");
                        }))
            .build();
    Execution execution = engine.execute(of("remove", "b"));
    assertThat(execution.errorCode()).isEqualTo("unknown_tool");
    assertThat(execution.stepResults()).hasSize(2);
  }

  /** Its catalog is whatever the test says at the time. */
  private static final class Fickle implements ToolInvoker {
    volatile Supplier<ToolCatalog> catalog;

    Fickle(String... ids) {
      catalog = () -> ToolCatalog.of(ids.length, Stream.of(ids).map(ToolDescriptor::of).toList());
    }

    @Override
    public ToolResult invoke(ToolCall call) {
      return ToolResult.of(call.toolId());
    }

    @Override
    public ToolCatalog catalog() {
      return catalog.get();
    }
  }

  @Test
  void a_catalog_that_throws_is_an_exception_of_the_engine_until_it_works_again() {
    Fickle fickle = new Fickle("a");
    Supplier<ToolCatalog> works = fickle.catalog;
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(fickle).build()) {
      for (Throwable fault :
          List.of(new IllegalStateException("secret"), new StackOverflowError())) {
        fickle.catalog =
            () -> {
              throw ToolInvokersTest.<RuntimeException>unchecked(fault);
            };
        for (ThrowingCallable use :
            List.<ThrowingCallable>of(
                () -> engine.check(of("a")),
                () -> engine.execute(of("a")),
                () -> engine.submit(of("a"), Map.of(), ExecuteOptions.defaults()),
                () -> engine.register(of("a")),
                () -> WorkflowEngine.builder().tools(fickle).build())) {
          assertThatThrownBy(use)
              .isInstanceOf(ToolCatalogException.class)
              .hasCause(fault)
              .hasMessage(
                  "The tool invoker dev.sluice.ToolInvokersTest$Fickle can't say which tools it has ("
                      + fault.getClass().getName()
                      + "). Nothing was run; its catalog is asked again with the next call.");
        }
      }
      fickle.catalog = works;
      engine.execute(of("a")).orThrow();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable fault) throws T {
    throw (T) fault;
  }

  @Test
  void an_invoker_that_claims_a_taken_tool_later_is_an_exception_of_the_engine() {
    Fickle first = new Fickle("a");
    Fickle second = new Fickle("b");
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(first).tools(second).build()) {
      second.catalog =
          () -> ToolCatalog.of(9, List.of(ToolDescriptor.of("b"), ToolDescriptor.of("a")));
      assertThatThrownBy(() -> engine.execute(of("b")))
          .isInstanceOf(ToolCatalogException.class)
          .hasMessageStartingWith("Two tool invokers claim the tool id a: ")
          .hasMessageEndingWith("Each tool must belong to one of them.");
      second.catalog = () -> ToolCatalog.of(10, List.of(ToolDescriptor.of("b")));
      engine.execute(of("a", "b")).orThrow();
    }
  }

  @Test
  void a_catalog_that_breaks_while_a_run_is_under_way_fails_no_step_whose_tool_is_known() {
    Fickle fickle = new Fickle("a");
    RecordingTools breaking =
        new RecordingTools()
            .tool(
                "break",
                call -> {
                  fickle.catalog =
                      () -> {
                        throw new IllegalStateException("down");
                      };
                  return ToolResult.of("broken");
                });
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(fickle).tools(breaking).build()) {
      assertThat(engine.execute(of("break", "a")).orThrow().result(2).textValue()).isEqualTo("a");
    }
  }

  @Test
  void a_sub_workflow_that_can_not_start_for_a_broken_catalog_fails_its_step() {
    Fickle fickle = new Fickle("a");
    RecordingTools breaking =
        new RecordingTools()
            .tool(
                "break",
                call -> {
                  fickle.catalog =
                      () -> {
                        throw new IllegalStateException("down");
                      };
                  return ToolResult.of("broken");
                });
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(fickle).tools(breaking).build()) {
      String child = Objects.requireNonNull(engine.register(of("a")).id());
      Execution execution = engine.execute(of("break", "workflow:" + child));
      assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(execution.error()).contains("can't say which tools it has");
    }
  }

  @Test
  void a_call_knows_where_it_belongs() {
    RecordingTools tools = new RecordingTools().echo("t");
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    Workflow workflow =
        Workflow.builder("w").step(Step.of("t").name("The Tool").number(4).input("a", "b")).build();
    Execution execution = engine.as("anna").execute(workflow, Map.of());
    ToolCall call = tools.calls().get(0).call();
    assertThat(call.toolId()).isEqualTo("t");
    assertThat(call.toolName()).isEqualTo("The Tool");
    assertThat(call.stepNumber()).isEqualTo(4);
    assertThat(call.executionId()).isEqualTo(execution.id());
    assertThat(call.caller()).isEqualTo("anna");
    assertThat(call.attempt()).isEqualTo(1);
    assertThat(call.deadline()).isNull();
    assertThat(call.remaining()).isNull();
    assertThat(call.isCancelled()).isFalse();
    assertThat(call.idempotencyKey()).isEqualTo(execution.id() + ":4");
    assertThat(call.arguments()).hasToString("{\"a\":\"b\"}");
  }

  @Test
  void the_idempotency_key_is_the_same_for_every_attempt_and_another_for_every_step() {
    List<String> keys = new ArrayList<>();
    RecordingTools tools =
        new RecordingTools()
            .tool(
                "t",
                call -> {
                  keys.add(call.idempotencyKey() + " " + call.attempt());
                  if (call.attempt() < 3) {
                    throw new IllegalStateException("again");
                  }
                  return ToolResult.of("ok");
                });
    RetryPolicy three = RetryPolicy.attempts(3).backoff(0, 1, 0);
    Execution execution =
        WorkflowEngine.builder()
            .tools(tools)
            .build()
            .execute(
                Workflow.builder("w")
                    .step(Step.of("t").retry(three))
                    .step(Step.of("t").retry(three))
                    .build())
            .orThrow();
    String id = execution.id();
    assertThat(keys)
        .containsExactly(
            id + ":1 1", id + ":1 2", id + ":1 3", id + ":2 1", id + ":2 2", id + ":2 3");
    assertThat(Objects.requireNonNull(execution.stepResult(1).orElseThrow()).attempts())
        .isEqualTo(3);
  }
}
