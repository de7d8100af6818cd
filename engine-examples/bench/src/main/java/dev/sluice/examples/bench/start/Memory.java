package dev.sluice.examples.bench.start;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.WorkflowEngine;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Store;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.Map;

/** What many finished executions leave behind in memory. */
final class Memory {
  private static final int EXECUTIONS = 100_000;
  private static final int KEPT = 10_000;

  private Memory() {}

  static String sentence() {
    Tools tools =
        Tools.builder()
            .tool(
                "noop",
                call -> ToolResult.of(JsonNodeFactory.instance.objectNode().put("done", true)))
            .build();
    Workflow.Builder workflow = Workflow.builder("Ten steps");
    for (int i = 0; i < 10; i++) {
      workflow.step(Step.of("noop").input("city", "{{inputs.city}}"));
    }
    Workflow built = workflow.build();
    Store store = Store.inMemory(KEPT);
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).store(store).build()) {
      engine.execute(built, Map.of("city", "Berlin"));
      long before = used();
      for (int i = 1; i < EXECUTIONS; i++) {
        engine.execute(built, Map.of("city", "Berlin"));
      }
      long after = used();
      int found = 0;
      String last = "";
      var page = engine.list(ExecutionQuery.all().limit(1_000));
      while (!page.isEmpty()) {
        found += page.size();
        var end = page.get(page.size() - 1);
        last = end.id();
        page = engine.list(ExecutionQuery.all().limit(1_000).after(end.createdAt(), last));
      }
      return SizeAndStart.format(
          "After %,d executions of ten steps the store holds %,d of at most %,d, in %.1f MB: %,.0f bytes each.",
          EXECUTIONS, found, KEPT, (after - before) / 1e6, (double) (after - before) / KEPT);
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
