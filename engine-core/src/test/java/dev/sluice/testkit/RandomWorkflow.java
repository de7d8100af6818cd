package dev.sluice.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A random sound workflow in which all features of control flow are mixed, and what a test must
 * know of it without asking the engine: which steps wait for which.
 */
public final class RandomWorkflow {
  /** What may occur in it. */
  public record Features(
      boolean parallel,
      boolean backwardOnly,
      boolean failures,
      boolean time,
      boolean children,
      boolean compensations) {
    /** All of it. */
    public static final Features ALL = new Features(true, false, true, true, true, true);
  }

  /** The definition. */
  public final ObjectNode json;

  /** Whether steps may overlap. */
  public final boolean parallel;

  /** How many steps may run at once. */
  public final int maxConcurrency;

  /** By step number - 1, the numbers - 1 of the steps that it references or runs after. */
  public final BitSet[] needs;

  /** By step number - 1, how many items of a loop may run at once. */
  public final int[] itemsAtOnce;

  private final Random random;
  private final Features features;

  /** Draws one. */
  public RandomWorkflow(Random random, Features features) {
    this.random = random;
    this.features = features;
    int size = 1 + random.nextInt(6);
    this.parallel = features.parallel() && random.nextBoolean();
    this.needs = new BitSet[size];
    this.itemsAtOnce = new int[size];
    this.json = JsonNodeFactory.instance.objectNode().put("name", "random");
    int bound = Integer.MAX_VALUE;
    if (parallel) {
      json.put("mode", "parallel");
      if (random.nextInt(3) == 0) {
        bound = 1 + random.nextInt(3);
        json.put("max_concurrency", bound);
      }
    } else {
      bound = 1;
    }
    this.maxConcurrency = bound;
    if (features.time() && random.nextInt(6) == 0) {
      json.put("timeout_ms", 50 + random.nextInt(600));
    }
    steps(size);
    if (random.nextBoolean()) {
      ObjectNode output = json.putObject("output");
      for (int i = 0; i < size; i++) {
        output.put("s" + i, "{{steps." + (i + 1) + ".result}}");
      }
    }
  }

  /** Whether items of a loop may run at once. */
  public boolean overlaps() {
    return java.util.Arrays.stream(itemsAtOnce).anyMatch(most -> most > 1);
  }

  /** As a definition. */
  public Workflow workflow() {
    return Workflow.fromJson(json.toString());
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private void steps(int size) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    if (parallel && !features.backwardOnly()) {
      Collections.shuffle(order, random);
    }
    ObjectNode[] steps = new ObjectNode[size];
    for (int place = 0; place < size; place++) {
      int index = order.get(place);
      needs[index] = new BitSet();
      steps[index] = step(index, order.subList(0, place));
    }
    ArrayNode array = json.putArray("steps");
    for (ObjectNode step : steps) {
      array.add(step);
    }
  }

  private ObjectNode step(int index, List<Integer> before) {
    ObjectNode step = JsonNodeFactory.instance.objectNode().put("step_number", index + 1);
    String[] tools =
        features.children()
            ? new String[] {"work", "work", "workflow:child"}
            : new String[] {"work"};
    step.put("tool_id", tools[random.nextInt(tools.length)]);
    if (oneIn(3)) {
      step.put("id", "s" + index);
    }
    ObjectNode mapping = step.putObject("input_mapping");
    mapping.put("x", "{{inputs.x}}");
    if (features.children()) {
      mapping.put("xs", "{{inputs.xs}}"); // children need it
    }
    if (!before.isEmpty() && random.nextBoolean()) {
      mapping.put("whole", reference(index, before, ".result"));
    }
    if (!before.isEmpty() && oneIn(4)) {
      // Missing where the step was skipped, continued or a loop.
      mapping.put("deep", reference(index, before, features.failures() ? ".result.v" : ".status"));
    }
    if (!before.isEmpty() && oneIn(4)) {
      step.put("when", reference(index, before, ".result"));
    } else if (oneIn(6)) {
      step.put("when", oneIn(2) ? "{{inputs.x}}" : "{{inputs.nothing}}");
    }
    itemsAtOnce[index] = 1;
    if (oneIn(4)) {
      step.put(
          "for_each",
          oneIn(features.failures() ? 8 : 1_000_000) ? "{{inputs.x}}" : "{{inputs.xs}}");
      mapping.put("item", "{{item}}");
      if (random.nextBoolean()) {
        itemsAtOnce[index] = 1 + random.nextInt(4);
        step.put("max_concurrency", itemsAtOnce[index]);
      }
    }
    if (features.failures()) {
      failing(step);
    }
    if (features.time() && oneIn(4)) {
      step.put("timeout_ms", 20 + random.nextInt(200));
    }
    if (features.compensations() && random.nextBoolean()) {
      ObjectNode undo =
          step.putObject("compensate")
              .put("tool_id", features.children() && oneIn(6) ? "workflow:child" : "undo");
      undo.putObject("input_mapping")
          .put("r", "{{steps." + (index + 1) + ".result}}")
          .put("x", "{{inputs.x}}")
          .put("xs", "{{inputs.xs}}");
      if (oneIn(3)) {
        undo.put("on_unknown", true);
      }
      if (oneIn(3)) {
        undo.set("retry", retry());
      }
    }
    if (parallel && !before.isEmpty() && oneIn(3)) {
      int target = before.get(random.nextInt(before.size()));
      needs[index].set(target);
      step.putArray("after").add(target + 1);
    }
    return step;
  }

  private String reference(int index, List<Integer> before, String member) {
    int target = before.get(random.nextInt(before.size()));
    needs[index].set(target);
    return "{{steps." + (target + 1) + member + "}}";
  }

  private void failing(ObjectNode step) {
    if (oneIn(3)) {
      step.set("retry", retry());
    }
    int kind = random.nextInt(6);
    if (kind == 0 || kind == 1) {
      step.put("on_error", "continue");
    } else if (kind == 2) {
      step.putObject("on_error")
          .put("result", oneIn(8) ? "{{inputs.nothing}}" : "fallback {{inputs.x}}");
    }
  }

  private ObjectNode retry() {
    ObjectNode retry =
        JsonNodeFactory.instance
            .objectNode()
            .put("max_attempts", 1 + random.nextInt(4))
            .put("initial_delay_ms", random.nextInt(60));
    if (random.nextBoolean()) {
      retry.put("jitter", 0.5);
    }
    if (oneIn(3)) {
      retry.putArray("on").add("a").add("timeout");
    }
    return retry;
  }

  /** Inputs for it. */
  public ObjectNode inputs() {
    ObjectNode inputs = JsonNodeFactory.instance.objectNode().put("x", random.nextInt(10));
    ArrayNode items = inputs.putArray("xs");
    for (int i = random.nextInt(5); i > 0; i--) {
      items.add(random.nextInt(100));
    }
    return inputs;
  }
}
