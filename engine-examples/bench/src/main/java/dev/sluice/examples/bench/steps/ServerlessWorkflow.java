package dev.sluice.examples.bench.steps;

import dev.sluice.examples.bench.harness.Contender;
import io.serverlessworkflow.api.WorkflowFormat;
import io.serverlessworkflow.api.WorkflowReader;
import io.serverlessworkflow.impl.WorkflowApplication;
import io.serverlessworkflow.impl.WorkflowDefinition;
import io.serverlessworkflow.impl.WorkflowModel;
import java.io.IOException;
import java.util.Map;

/**
 * The CNCF Serverless Workflow SDK with jq expressions. It keeps no record; each step hands on the
 * inputs and its own result.
 */
final class ServerlessWorkflow implements Contender {
  private final WorkflowApplication application =
      WorkflowApplication.builder()
          .disableLifeCycleCEPublishing()
          .disableStatusChangePublishing()
          .build();
  private final WorkflowDefinition definition;

  ServerlessWorkflow() throws IOException {
    StringBuilder yaml =
        new StringBuilder(
            "document: {dsl: '1.0.0', namespace: bench, name: ten, version: '1.0.0'}\ndo:\n");
    for (int i = 1; i <= Agreed.STEPS; i++) {
      yaml.append("- step").append(i).append(":\n    call: noop\n    with:\n");
      yaml.append("      city: ${ .city }\n");
      yaml.append("      text: '${ .channel + \": \" + .")
          .append(i == 1 ? "city" : "forecast")
          .append(" }'\n");
      yaml.append("      count: ${ .").append(i == 1 ? "days" : "count").append(" }\n");
      yaml.append("    output:\n      as: ${ $input + . }\n");
    }
    definition =
        application.workflowDefinition(
            WorkflowReader.readWorkflowFromString(yaml.toString(), WorkflowFormat.YAML));
  }

  @Override
  public Object work() {
    return definition.instance(Agreed.INPUTS).start().join();
  }

  @Override
  public void check() throws Exception {
    Map<String, Object> made = ((WorkflowModel) Agreed.check(this::work)).asMap().orElseThrow();
    if (!Agreed.FORECAST.equals(made.get("forecast"))) {
      throw new IllegalStateException("The last result isn't that of the last step: " + made);
    }
  }

  @Override
  public void close() {
    application.close();
  }
}
