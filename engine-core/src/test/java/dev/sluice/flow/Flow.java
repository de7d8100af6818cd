package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ItemResult;
import dev.sluice.execution.StepResult;
import dev.sluice.store.Fact;
import dev.sluice.store.Store;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.ApprovalTool;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What tests of control flow share: an engine in a simulation, and tools whose calls are logged.
 */
final class Flow {
  final Simulation simulation;

  /** What was called, as {@code <tool> <rest of the idempotency key> <arguments>}. */
  final List<String> log = new ArrayList<>();

  /** Completion tokens, in the order in which tools became pending. */
  final List<String> tokens = new ArrayList<>();

  private final Store store = Store.inMemory();
  private final Tools.Builder tools = Tools.builder();
  private Consumer<WorkflowEngine.Builder> more = builder -> {};
  private WorkflowEngine engine;

  Flow() {
    this(new Simulation(1, 0));
  }

  Flow(Simulation simulation) {
    this.simulation = simulation;
    tool("echo", call -> ToolResult.of(call.arguments()));
    tool(
        "boom",
        call -> {
          throw new IllegalStateException("broken");
        });
    tool(
        "slow",
        call -> {
          simulation.pause(call, call.arguments().path("ms").asLong(100));
          return ToolResult.of(call.arguments());
        });
    tool(
        "stubborn",
        call -> {
          simulation.pauseRegardless(call.arguments().path("ms").asLong(100));
          log.add("stubborn returns at " + simulation.nowMs());
          return ToolResult.of("late");
        });
    tool(
        "pending",
        call -> {
          tokens.add(call.completionToken());
          return ToolResult.pending();
        });
  }

  /** Adds a tool whose calls are logged. */
  Flow tool(String id, ToolInvoker function) {
    tools.tool(
        id,
        call -> {
          log.add(id + " " + call.idempotencyKey().substring(37) + " " + call.arguments());
          return function.invoke(call);
        });
    return this;
  }

  /** What was recorded of a run, of one kind. */
  List<Fact> facts(String id, String kind) {
    return store.executions().find(null, id).orElseThrow().facts().stream()
        .filter(fact -> fact.kind().equals(kind))
        .toList();
  }

  Flow with(Consumer<WorkflowEngine.Builder> setting) {
    more = more.andThen(setting);
    return this;
  }

  WorkflowEngine engine() {
    if (engine == null) {
      WorkflowEngine.Builder builder =
          WorkflowEngine.builder()
              .host(simulation.host())
              .store(store)
              .tools(new SleepTool())
              .tools(new ApprovalTool(call -> tokens.add(call.completionToken())))
              .tools(tools.build());
      more.accept(builder);
      engine = builder.build();
    }
    return engine;
  }

  /** JSON, with single quotes for double ones. */
  static String json(String text) {
    return text.replace('\'', '"');
  }

  static Workflow workflow(String text) {
    return Workflow.fromJson(json(text));
  }

  static Workflow steps(String steps) {
    return workflow("{'name': 'w', 'steps': [" + steps + "]}");
  }

  static Workflow parallel(String steps) {
    return workflow("{'name': 'w', 'mode': 'parallel', 'steps': [" + steps + "]}");
  }

  static JsonNode node(String text) {
    return parse(json(text));
  }

  static JsonNode parse(String text) {
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  Execution run(String steps) {
    return run(steps(steps), Map.of());
  }

  Execution run(String steps, Map<String, ?> inputs) {
    return run(steps(steps), inputs);
  }

  /** Executes, but waits no longer than this. */
  Execution run(String steps, Map<String, ?> inputs, long waitMs) {
    ExecuteOptions options = ExecuteOptions.defaults().waitAtMost(Duration.ofMillis(waitMs));
    return run(steps(steps), inputs, options);
  }

  Execution run(Workflow workflow, Map<String, ?> inputs) {
    return run(workflow, inputs, ExecuteOptions.defaults());
  }

  /** Executes, and holds the record against its own JSON and against the stored one. */
  Execution run(Workflow workflow, Map<String, ?> inputs, ExecuteOptions options) {
    return checked(engine().execute(workflow, inputs, options));
  }

  /**
   * Submits, lets everything happen, and gives the record. Here tools may pause: in {@link #run}
   * the executing thread stands below them on the one stack there is, and can't see their timeouts.
   */
  Execution submit(Workflow workflow, Map<String, ?> inputs, ExecuteOptions options) {
    Execution pending = engine().submit(workflow, inputs, options);
    simulation.runUntilIdle();
    return found(pending.id());
  }

  Execution submit(Workflow workflow) {
    return submit(workflow, Map.of(), ExecuteOptions.defaults());
  }

  Execution checked(Execution execution) {
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
    assertThat(engine().findExecution(execution.id())).contains(execution);
    return execution;
  }

  Execution found(String id) {
    return checked(engine().findExecution(id).orElseThrow());
  }

  /** Such as {@code 1 success, 2 failed}. */
  static String statuses(Execution execution) {
    List<String> out = new ArrayList<>();
    for (StepResult step : execution.stepResults()) {
      out.add(step.stepNumber() + " " + step.status().text());
    }
    return String.join(", ", out);
  }

  /** A loop's items: index, status, attempts. */
  static String items(StepResult step) {
    List<String> out = new ArrayList<>();
    for (ItemResult item : step.items()) {
      out.add(item.index() + " " + item.status().text() + " " + item.attempts());
    }
    return String.join(", ", out);
  }
}
