package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.limit.Limits;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The limits of what results have together, beside their bytes as Jackson writes them. */
class RoomProperties {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Provide
  Arbitrary<List<JsonNode>> results() {
    Arbitrary<JsonNode> texts =
        Arbitraries.strings()
            .withChars("a\u00e9\u20ac\"\n\u0001")
            .ofMaxLength(20)
            .map(NODES::textNode);
    Arbitrary<JsonNode> numbers = Arbitraries.integers().map(NODES::numberNode);
    Arbitrary<JsonNode> objects =
        texts.map(text -> NODES.objectNode().put("n", 7).set("text", text));
    return Arbitraries.oneOf(texts, numbers, objects).list().ofMinSize(1).ofMaxSize(8);
  }

  private static int bytes(JsonNode node) throws Exception {
    return MAPPER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Which of the results is the first that is too much, from 1; 0 if there is room for all. */
  private static int firstTooMuch(List<JsonNode> results, int most) throws Exception {
    int sum = 0;
    for (int i = 0; i < results.size(); i++) {
      sum += bytes(results.get(i));
      if (sum > most) {
        return i + 1;
      }
    }
    return 0;
  }

  /** From half of them to a little more than all. */
  private static int bound(List<JsonNode> results, int percent) throws Exception {
    int all = 0;
    for (JsonNode result : results) {
      all += bytes(result);
    }
    return Math.max(1, all * (50 + percent) / 100);
  }

  @Property(tries = 300)
  void a_run_fails_with_the_first_result_that_is_too_much_for_its_record(
      @ForAll("results") @Size(min = 1) List<JsonNode> results,
      @ForAll @IntRange(max = 60) int percent)
      throws Exception {
    int most = bound(results, percent);
    Tools tools =
        Tools.builder()
            .tool("give", call -> ToolResult.of(results.get(call.stepNumber() - 1)))
            .build();
    Workflow.Builder workflow = Workflow.builder("w");
    results.forEach(result -> workflow.step(Step.of("give")));
    try (WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(tools)
            .limits(Limits.builder().recordBytes(most).build())
            .build()) {
      Execution execution = engine.execute(workflow.build());
      int expected = firstTooMuch(results, most);
      assertThat(execution.stepResults()).hasSize(expected == 0 ? results.size() : expected);
      assertThat(execution.error())
          .isEqualTo(
              expected == 0
                  ? null
                  : "Step "
                      + expected
                      + " (give) failed: The run's results together exceed "
                      + most
                      + " bytes.");
    }
  }

  @Property(tries = 300)
  void a_loop_fails_with_the_first_item_that_is_too_much_for_its_result(
      @ForAll("results") List<JsonNode> results, @ForAll @IntRange(max = 60) int percent)
      throws Exception {
    int most = Math.max(17, bound(results, percent)); // as much as eight items need
    Tools tools =
        Tools.builder()
            .tool("give", call -> ToolResult.of(results.get(call.arguments().get("i").intValue())))
            .build();
    Workflow workflow =
        Workflow.builder("w")
            .step(
                Step.of("give")
                    .forEach("{{inputs.items}}")
                    .maxConcurrency(1)
                    .input("i", "{{index}}"))
            .build();
    try (WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(tools)
            .limits(Limits.builder().loopBytes(most).build())
            .build()) {
      Execution execution =
          engine.execute(workflow, Map.of("items", Collections.nCopies(results.size(), 1)));
      int expected = firstTooMuch(results, most);
      assertThat(execution.error())
          .isEqualTo(
              expected == 0
                  ? null
                  : "Step 1 (give) failed: Item "
                      + (expected - 1)
                      + ": The loop's results together exceed "
                      + most
                      + " bytes.");
    }
  }
}
