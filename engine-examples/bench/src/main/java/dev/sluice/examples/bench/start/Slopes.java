package dev.sluice.examples.bench.start;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import dev.sluice.WorkflowEngine;
import dev.sluice.store.Store;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How processor time and memory grow with steps, with items of a loop, with the size of results.
 */
final class Slopes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int RUNS = 60;
  private static final String HEAD =
      """
      | what | size | CPU µs | CPU ns per unit | bytes per unit | slope |
      |---|--:|--:|--:|--:|--:|
      """;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ObjectNode result = NODES.objectNode().put("forecast", "Sunny, 22C");
  private final StringBuilder out = new StringBuilder();
  private double firstPerUnit;

  private Slopes() {}

  static String table() {
    Slopes slopes = new Slopes();
    Tools tools =
        Tools.builder()
            .tool("noop", call -> ToolResult.of(slopes.result))
            .tool("text", Slopes::text)
            .build();
    try (WorkflowEngine engine =
        WorkflowEngine.builder().tools(tools).store(Store.inMemory(2)).build()) {
      slopes.rows(engine);
      slopes.out.setLength(0); // the compilers were at work all the while
      slopes.rows(engine);
    }
    return HEAD + slopes.out;
  }

  private void rows(WorkflowEngine engine) {
    for (int steps : new int[] {250, 500, 1_000}) {
      row(engine, "steps", steps, 250, chain(steps), Map.of("city", "Berlin"));
    }
    Workflow loop =
        Workflow.builder("Loop")
            .step(Step.of("noop").forEach("{{inputs.items}}").input("item", "{{item}}"))
            .build();
    for (int items : new int[] {2_500, 5_000, 10_000}) {
      row(engine, "items of a for_each", items, 2_500, loop, Map.of("items", items(items)));
    }
    Workflow copies =
        Workflow.builder("Copies")
            .step(Step.of("text").input("size", "{{inputs.size}}"))
            .step(
                Step.of("text")
                    .input("size", NODES.numberNode(10))
                    .input("value", "{{steps.1.result}}"))
            .build();
    for (int size : new int[] {256 * 1024, 512 * 1024, 1024 * 1024 - 64}) {
      row(engine, "bytes of a result", size, 256 * 1024, copies, Map.of("size", size));
    }
  }

  private static Workflow chain(int steps) {
    Workflow.Builder workflow = Workflow.builder("Chain");
    for (int i = 1; i <= steps; i++) {
      workflow.step(
          Step.of("noop")
              .input("city", "{{inputs.city}}")
              .input(
                  "text",
                  i == 1 ? "{{inputs.city}}" : "Then: {{steps." + (i - 1) + ".result.forecast}}"));
    }
    return workflow.build();
  }

  private static ArrayNode items(int count) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < count; i++) {
      array.add(i);
    }
    return array;
  }

  /** An array of texts of 60 characters, of so many bytes as JSON in all. */
  private static ToolResult text(ToolCall call) {
    ArrayNode array = NODES.arrayNode();
    String line = "x".repeat(61);
    for (int bytes = 64; bytes <= call.arguments().get("size").intValue(); bytes += 64) {
      array.add(line);
    }
    return ToolResult.of(array);
  }

  private void row(
      WorkflowEngine engine,
      String what,
      int size,
      int smallest,
      Workflow workflow,
      Map<String, ?> inputs) {
    List<Long> nanos = new ArrayList<>();
    long bytes = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long memory = threads.getCurrentThreadAllocatedBytes();
      long time = threads.getCurrentThreadCpuTime();
      engine.execute(workflow, inputs).orThrow();
      nanos.add(threads.getCurrentThreadCpuTime() - time);
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - memory);
    }
    long median = nanos.stream().sorted().toList().get(RUNS / 4); // the first ones aren't compiled
    double perUnit = (double) median / size;
    if (size == smallest) {
      firstPerUnit = perUnit;
    }
    out.append(
        SizeAndStart.format(
            "| %s | %,d | %,d | %.1f | %,.1f | %.2f |\n",
            what, size, median / 1_000, perUnit, (double) bytes / size, perUnit / firstPerUnit));
  }
}
