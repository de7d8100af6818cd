package dev.sluice.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.plan.PlanCompiler;
import dev.sluice.limit.Limits;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Takes workflows that run, changes one thing in each, and asks whether the check sees what goes
 * wrong. What is really broken is decided by running with faithful tools: some part of it succeeds
 * with no data that the tools' schemas and the declared inputs admit. Each try has a seed of its
 * own; {@code -Dsluice.seed=…} repeats one.
 */
class BrokenWorkflowsTest {
  private static final int TRIES = 10_000;
  private static final int VARIANTS = 6;
  private static final Pattern INPUT = Pattern.compile("\\{\\{[#^]?inputs\\.(\\w+)");
  private static final ToolCatalog CATALOG = ToolWorld.catalog();

  private Faithful current = new Faithful(0, true);
  private WorkflowEngine engine =
      WorkflowEngine.builder().tools(call -> current.invoke(call)).build();
  private int runs;

  private final PlanCompiler compiler = new PlanCompiler(Limits.defaults(), null);
  private final WorkflowCheck check = new WorkflowCheck(CATALOG, CATALOG::find, id -> false);

  private List<Problem> errors(ObjectNode definition) {
    Workflow workflow = Workflow.parse(JsonText.compact(definition), Limits.defaults());
    return check.check(workflow, compiler.compile(workflow)).stream()
        .filter(Problem::isError)
        .toList();
  }

  /** Runs as it is, without any static knowledge: no catalog, no declared inputs. */
  private boolean succeeds(ObjectNode definition, int variant) {
    ObjectNode bare = definition.deepCopy();
    JsonNode declaration = bare.remove("input_schema");
    Execution execution = run(workflow(bare), declaration, new Faithful(variant, true));
    return execution != null && execution.status() == ExecutionStatus.SUCCESS;
  }

  /**
   * Whether there is data with which every part does its work: guards are taken away, so that a
   * fault can't hide in a step that is skipped, whose failure is passed over or whose compensation
   * isn't needed. A template that asks for an input which a closed declaration doesn't have is
   * refused by the format itself, even where it would be the falsy value of a section.
   */
  private boolean canSucceedInFull(ObjectNode definition) {
    ObjectNode full = definition.deepCopy();
    JsonNode declaration = full.remove("input_schema");
    Matcher inputs = INPUT.matcher(full.toString());
    while (inputs.find()) {
      if (!declaration.get("properties").has(inputs.group(1))) {
        return false;
      }
    }
    for (JsonNode step : full.get("steps")) {
      ((ObjectNode) step).remove(List.of("when", "on_error"));
    }
    ObjectNode undone = full.deepCopy();
    undone.remove("output");
    ObjectNode last = ((ArrayNode) undone.get("steps")).addObject();
    last.put("step_number", 1_000_000).put("tool_id", "fail");
    Workflow forth = workflow(full);
    Workflow back = workflow(undone);
    if (forth == null || back == null || engine.check(forth).stream().anyMatch(Problem::isError)) {
      return false;
    }
    for (int variant = 0; variant < VARIANTS; variant++) {
      Execution done = run(forth, declaration, new Faithful(variant, false));
      if (done != null && done.status() == ExecutionStatus.SUCCESS) {
        Execution failed = run(back, declaration, new Faithful(variant, false));
        if (failed != null
            && failed.compensationResults().stream()
                .allMatch(result -> result.status() == StepStatus.SUCCESS)) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Workflow workflow(ObjectNode definition) {
    try {
      return Workflow.fromJson(JsonText.compact(definition));
    } catch (DefinitionRefusedException e) {
      return null;
    }
  }

  /** Null if it is refused before it starts. */
  private @Nullable Execution run(
      @Nullable Workflow workflow, JsonNode declaration, Faithful tools) {
    if (++runs % 500 == 0) {
      engine.close(); // its store keeps every run
      engine = WorkflowEngine.builder().tools(call -> current.invoke(call)).build();
    }
    current = tools;
    try {
      return workflow == null ? null : engine.execute(workflow, tools.inputs(declaration));
    } catch (DefinitionRefusedException | InputsRefusedException e) {
      return null;
    }
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void broken_workflows_are_caught_and_valid_ones_are_never_refused() {
    long only = Long.getLong("sluice.seed", -1);
    int broken = 0;
    int caught = 0;
    List<String> missed = new ArrayList<>();
    List<String> wronglyRefused = new ArrayList<>();
    for (long seed = 0; seed < TRIES; seed++) {
      if (only >= 0 && seed != only) {
        continue;
      }
      Random random = new Random(seed * 31 + 7);
      ObjectNode workflow = new WorkflowMaker(random).workflow();
      List<Problem> before = errors(workflow);
      if (!before.isEmpty() || !succeeds(workflow, (int) (seed % 12))) {
        wronglyRefused.add(seed + " unchanged: " + workflow + "\n" + Problem.format(before));
      }
      String change = new Breaker(random, workflow).breakSomething();
      List<Problem> errors = errors(workflow);
      if (!canSucceedInFull(workflow)) {
        broken++;
        caught += errors.isEmpty() ? 0 : 1;
        if (errors.isEmpty()) {
          missed.add(seed + " " + change + ": " + workflow);
        }
      } else if (!errors.isEmpty()) {
        wronglyRefused.add(seed + " " + change + ": " + workflow + "\n" + Problem.format(errors));
      }
    }
    System.out.println(
        "Broken workflows: "
            + broken
            + " of "
            + TRIES
            + ", caught "
            + caught
            + "; some that were missed:\n"
            + String.join("\n", missed.stream().limit(5).toList()));
    assertThat(wronglyRefused.stream().limit(5)).isEmpty();
    assertThat(caught)
        .as(String.join("\n", missed.stream().limit(10).toList()))
        .isGreaterThanOrEqualTo((int) Math.ceil(broken * 0.99));
    assertThat(broken).isGreaterThan(only >= 0 ? -1 : TRIES / 4);
  }
}
