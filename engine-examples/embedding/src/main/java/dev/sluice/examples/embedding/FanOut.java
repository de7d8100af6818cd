package dev.sluice.examples.embedding;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One step over 50 items, several at once: the results come in item order all the same. */
public final class FanOut {
  private FanOut() {}

  /** What takes time in the tool. */
  interface Work {
    void perform() throws InterruptedException;
  }

  /**
   * Squares the numbers from 0 to 49 with a tool that takes its time.
   *
   * @param maxConcurrency how many items at once
   * @param work what the tool does for each
   * @return the record
   */
  static Execution run(int maxConcurrency, Work work) {
    Tools tools =
        Tools.builder()
            .tool(
                "square",
                call -> {
                  work.perform();
                  int n = call.arguments().get("n").asInt();
                  return ToolResult.of(n * n);
                })
            .build();
    Workflow workflow =
        Workflow.fromJson(
            """
            {"name": "Squares", "steps": [
              {"step_number": 1, "tool_id": "square", "input_mapping": {"n": "{{item}}"},
               "for_each": "{{inputs.numbers}}", "max_concurrency": %d}],
             "output": {"squares": "{{steps.1.result}}"}}
            """
                .formatted(maxConcurrency));
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      return engine.execute(workflow, Map.of("numbers", IntStream.range(0, 50).boxed().toList()));
    }
  }

  /**
   * Prints how long it takes one by one and eight at once.
   *
   * @param args none
   */
  public static void main(String[] args) {
    Work work = () -> TimeUnit.MILLISECONDS.sleep(4);
    System.out.println("one by one: " + run(1, work).executionTimeMs() + " ms");
    Execution eight = run(8, work);
    System.out.println("eight at once: " + eight.executionTimeMs() + " ms, " + eight.output());
  }
}
