package dev.sluice.examples.bench.steps;

import io.serverlessworkflow.api.types.CallFunction;
import io.serverlessworkflow.api.types.TaskBase;
import io.serverlessworkflow.impl.WorkflowDefinition;
import io.serverlessworkflow.impl.WorkflowModel;
import io.serverlessworkflow.impl.WorkflowMutablePosition;
import io.serverlessworkflow.impl.WorkflowUtils;
import io.serverlessworkflow.impl.WorkflowValueResolver;
import io.serverlessworkflow.impl.executors.CallableTask;
import io.serverlessworkflow.impl.executors.CallableTaskBuilder;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The tool, as a function of the CNCF SDK. Found as a service, ahead of the SDK's own calls. */
public final class NoopFunction implements CallableTaskBuilder<CallFunction> {
  private static final Map<String, Object> RESULT =
      Map.of("forecast", Agreed.FORECAST, "count", Agreed.COUNT);

  private @Nullable WorkflowValueResolver<Map<String, Object>> arguments;

  /** Made by the service loader. */
  public NoopFunction() {}

  @Override
  public int priority() {
    return DEFAULT_PRIORITY - 1;
  }

  @Override
  public boolean accept(Class<? extends TaskBase> type) {
    return type.equals(CallFunction.class);
  }

  @Override
  public void init(CallFunction task, WorkflowDefinition definition, WorkflowMutablePosition at) {
    arguments =
        WorkflowUtils.buildMapResolver(
            definition.application(), task.getWith().getAdditionalProperties());
  }

  @Override
  public CallableTask build() {
    WorkflowValueResolver<Map<String, Object>> resolver = arguments;
    if (resolver == null) {
      throw new IllegalStateException("init comes first");
    }
    return (workflow, task, input) -> {
      Map<String, Object> resolved = resolver.apply(workflow, task, input);
      if (Agreed.watched()) {
        Agreed.called(
            String.valueOf(resolved.get("city")),
            String.valueOf(resolved.get("text")),
            resolved.getOrDefault("count", "nothing"));
      }
      WorkflowModel model = workflow.definition().application().modelFactory().fromAny(RESULT);
      return CompletableFuture.completedFuture(model);
    };
  }
}
