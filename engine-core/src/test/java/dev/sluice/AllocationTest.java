package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.ThreadMXBean;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Store;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What runs cost, in bytes that their thread allocates: a count, which a busy machine doesn't
 * change. How fast they are is for the benchmarks to say.
 */
class AllocationTest {
  private static final long MOST_FOR_TEN_STEPS = 9_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode forecast =
      NODES.objectNode().put("forecast", "Sunny, 22C").put("count", 22);

  private final WorkflowEngine engine =
      WorkflowEngine.builder()
          .tools(
              Tools.builder()
                  .tool("noop", call -> ToolResult.of(forecast))
                  .tool("numbers", call -> ToolResult.of(numbers(call.arguments().get("size"))))
                  .build())
          .store(Store.inMemory(10))
          .build();

  private ThreadMXBean threads;

  @BeforeEach
  void threadsCountWhatTheyAllocate() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean counting
            && counting.isThreadAllocatedMemorySupported(),
        "This Java VM doesn't count what threads allocate.");
    threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.setThreadAllocatedMemoryEnabled(true);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static JsonNode numbers(JsonNode size) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < size.intValue(); i++) {
      array.add(1_000_000 + i);
    }
    return array;
  }

  private static Workflow chain(int steps) {
    Workflow.Builder workflow = Workflow.builder("Chain");
    for (int i = 1; i <= steps; i++) {
      String before = "steps." + (i - 1) + ".result.";
      workflow.step(
          Step.of("noop")
              .input("city", "{{inputs.city}}")
              .input(
                  "text",
                  "{{inputs.channel}}: {{" + (i == 1 ? "inputs.city" : before + "forecast") + "}}")
              .input("count", "{{" + (i == 1 ? "inputs.days" : before + "count") + "}}"));
    }
    return workflow.build();
  }

  private static final Map<String, Object> INPUTS =
      Map.of("city", "San Francisco", "channel", "#weather", "days", 3);

  /** The least of many runs: compilers and class loading only ever add. */
  private long bytes(Workflow workflow, Map<String, ?> inputs, int runs) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < runs; i++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      Execution execution = engine.execute(workflow, inputs);
      long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
      least = Math.min(least, after - before);
    }
    return least;
  }

  @Test
  void tenStepsWithThreeArgumentsEachNeedAtMostNineKilobytes() throws Exception {
    assertThat(bytesOfTenSteps()).isLessThanOrEqualTo(MOST_FOR_TEN_STEPS);
  }

  /**
   * In a Java VM of its own, where the compiler has seen nothing else and comes in time: what it
   * keeps off the heap depends on both.
   */
  private static long bytesOfTenSteps() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xbatch",
                "-cp",
                System.getProperty("java.class.path"),
                AllocationTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    String[] lines = printed.strip().split("\\R");
    return Long.parseLong(lines[lines.length - 1]);
  }

  /**
   * Prints what ten steps cost.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    AllocationTest test = new AllocationTest();
    test.threadsCountWhatTheyAllocate();
    System.out.println(test.bytes(chain(10), INPUTS, 40_000));
    test.close();
  }

  @Test
  void bytesGrowNoFasterThanSteps() {
    growsLinearly(100, steps -> bytes(chain(steps), INPUTS, 200));
  }

  @Test
  void bytesGrowNoFasterThanItemsOfALoop() {
    Workflow loop =
        Workflow.builder("Loop")
            .step(Step.of("noop").forEach("{{inputs.items}}").input("item", "{{item}}"))
            .build();
    growsLinearly(250, items -> bytes(loop, Map.of("items", numbers(NODES.numberNode(items))), 50));
  }

  @Test
  void bytesGrowNoFasterThanResults() {
    Workflow copies =
        Workflow.builder("Copies")
            .step(Step.of("numbers").input("size", "{{inputs.size}}"))
            .step(
                Step.of("noop")
                    .input("value", "{{steps.1.result}}")
                    .input("text", "All: {{steps.1.result}}"))
            .build();
    growsLinearly(4_000, size -> bytes(copies, Map.of("size", size), 50));
  }

  /** Four times as much may cost at most five times as much. */
  private static void growsLinearly(int small, IntFunction<Long> bytes) {
    bytes.apply(small);
    double one = bytes.apply(small);
    double four = bytes.apply(4 * small);
    assertThat(four / one).as("%s bytes, then %s", one, four).isBetween(2.0, 5.0);
  }
}
