package dev.sluice.examples.bench.durable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.WorkflowEngine;
import dev.sluice.examples.bench.harness.Contender;
import dev.sluice.execution.Execution;
import dev.sluice.jdbc.JdbcStore;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.lang.reflect.Method;
import java.util.Map;
import org.sqlite.SQLiteDataSource;

/** This engine as it comes, on the callers' threads. */
final class Sluice implements Contender {
  private static final Map<String, Object> INPUTS = Map.of("count", Agreed.INPUT);

  private final JdbcStore store;
  private final Runnable end;
  private final WorkflowEngine engine;
  private final Workflow workflow;

  private Sluice(JdbcStore store, Runnable end) {
    this.store = store;
    this.end = end;
    engine =
        WorkflowEngine.builder()
            .store(store)
            .tools(Tools.builder().tool("count", Sluice::tool).build())
            .build();
    Workflow.Builder definition = Workflow.builder("Five steps");
    for (int i = 1; i <= Agreed.STEPS; i++) {
      String before = i == 1 ? "inputs" : "steps." + (i - 1) + ".result";
      definition.step(Step.of("count").input("count", "{{" + before + ".count}}"));
    }
    workflow = definition.build();
  }

  static Sluice postgres(String url) {
    HikariDataSource pool = Pools.open(url);
    return new Sluice(JdbcStore.create(pool), pool::close);
  }

  static Sluice sqlite(String url, boolean grouped) throws ReflectiveOperationException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(url);
    JdbcStore.Builder builder = JdbcStore.builder(source);
    if (!grouped) {
      // Nobody needs this but tests and measurements, so it isn't public.
      Method permits = JdbcStore.Builder.class.getDeclaredMethod("commitPermits", int.class);
      permits.setAccessible(true);
      permits.invoke(builder, 0);
    }
    return new Sluice(builder.build(), () -> {});
  }

  private static ToolResult tool(ToolCall call) {
    int count = Agreed.step(call.arguments().get("count").intValue());
    return ToolResult.of(JsonNodeFactory.instance.objectNode().put("count", count));
  }

  @Override
  public Object work() {
    return engine.execute(workflow, INPUTS).orThrow();
  }

  @Override
  public void check() {
    String id = ((Execution) work()).id();
    Execution stored = engine.findExecution(id).orElseThrow().orThrow();
    boolean asAgreed = stored.stepResults().size() == Agreed.STEPS;
    for (int i = 0; i < Agreed.STEPS && asAgreed; i++) {
      String result = String.valueOf(stored.stepResults().get(i).result());
      asAgreed = result.equals(Agreed.json(Agreed.INPUT + i + 1));
    }
    Agreed.check(asAgreed, stored.toJson());
  }

  @Override
  public void close() {
    engine.close();
    store.close();
    end.run();
  }
}
