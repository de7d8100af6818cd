package dev.sluice.examples.bench.steps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.examples.bench.harness.Contender;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;

/** This engine as it comes: templates, limits, record, store. */
final class Sluice implements Contender {
  private final WorkflowEngine engine;
  private final Workflow workflow;
  private final ObjectNode result =
      JsonNodeFactory.instance
          .objectNode()
          .put("forecast", Agreed.FORECAST)
          .put("count", Agreed.COUNT);

  Sluice(boolean listened) {
    Tools tools = Tools.builder().tool("noop", this::tool).build();
    var builder = WorkflowEngine.builder().tools(tools);
    if (listened) {
      builder.listener(new CountingListener());
    }
    this.engine = builder.build();
    var definition = Workflow.builder("Ten steps");
    for (int i = 1; i <= Agreed.STEPS; i++) {
      String before = "steps." + (i - 1) + ".result.";
      definition.step(
          Step.of("noop")
              .input("city", "{{inputs.city}}")
              .input(
                  "text",
                  "{{inputs.channel}}: {{" + (i == 1 ? "inputs.city" : before + "forecast") + "}}")
              .input("count", "{{" + (i == 1 ? "inputs.days" : before + "count") + "}}"));
    }
    this.workflow = definition.build();
  }

  private ToolResult tool(ToolCall call) {
    if (Agreed.watched()) {
      ObjectNode arguments = call.arguments();
      Agreed.called(
          arguments.get("city").textValue(),
          arguments.get("text").textValue(),
          arguments.get("count").numberValue());
    }
    return ToolResult.of(result);
  }

  @Override
  public Object work() {
    return engine.execute(workflow, Agreed.INPUTS);
  }

  @Override
  public void check() throws Exception {
    Execution execution = ((Execution) Agreed.check(this::work)).orThrow();
    boolean complete =
        execution.stepResults().size() == Agreed.STEPS
            && execution.stepResults().stream().allMatch(step -> step.result().equals(result))
            && engine.findExecution(execution.id()).orElseThrow().equals(execution);
    if (!complete) {
      throw new IllegalStateException("The record isn't complete: " + execution.toJson());
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
