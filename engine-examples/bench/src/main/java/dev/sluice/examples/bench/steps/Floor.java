package dev.sluice.examples.bench.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.bench.harness.Contender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the machine allows: a loop written for just this workflow, with ids, clocks, a record and
 * paths that were bound beforehand, but without limits, listeners, store, or any answer to things
 * that go wrong.
 */
final class Floor implements Contender {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What stands in the record of a step. */
  private record StepRecord(
      int number, String toolId, String toolName, String status, JsonNode result, long tookMs) {}

  /** The record. */
  private record RunRecord(
      String id,
      ObjectNode inputs,
      String status,
      List<StepRecord> steps,
      long tookMs,
      Instant startedAt,
      Instant completedAt) {}

  /** What a tool is given. */
  private record Call(String toolId, String key, ObjectNode arguments) {}

  private final Bound[][] bound = new Bound[Agreed.STEPS][];
  private final ObjectNode result =
      NODES.objectNode().put("forecast", Agreed.FORECAST).put("count", Agreed.COUNT);

  Floor() {
    for (int i = 0; i < Agreed.STEPS; i++) {
      bound[i] =
          new Bound[] {
            new Bound(-1, "city"),
            new Bound(-1, "channel"),
            i == 0 ? new Bound(-1, "city") : new Bound(i - 1, "forecast"),
            i == 0 ? new Bound(-1, "days") : new Bound(i - 1, "count")
          };
    }
  }

  /** A path that knows its root: the inputs, or the result of a slot. */
  private record Bound(int slot, String member) {
    JsonNode in(ObjectNode inputs, JsonNode[] results) {
      return (slot < 0 ? inputs : results[slot]).get(member);
    }
  }

  private JsonNode tool(Call call) {
    if (Agreed.watched()) {
      ObjectNode arguments = call.arguments();
      Agreed.called(
          arguments.get("city").textValue(),
          arguments.get("text").textValue(),
          arguments.get("count").numberValue());
    }
    return result;
  }

  @Override
  public Object work() {
    ObjectNode inputs = NODES.objectNode();
    for (Map.Entry<String, Object> input : Agreed.INPUTS.entrySet()) {
      Object value = input.getValue();
      inputs.set(
          input.getKey(),
          value instanceof Integer number
              ? NODES.numberNode(number)
              : NODES.textNode((String) value));
    }
    String id = Ids.next();
    Instant started = Instant.now();
    long begin = System.nanoTime();
    long then = begin;
    JsonNode[] results = new JsonNode[Agreed.STEPS];
    List<StepRecord> steps = new ArrayList<>(Agreed.STEPS);
    for (int i = 0; i < Agreed.STEPS; i++) {
      Bound[] paths = bound[i];
      ObjectNode arguments = NODES.objectNode();
      arguments.set("city", paths[0].in(inputs, results));
      String text =
          paths[1].in(inputs, results).textValue()
              + ": "
              + paths[2].in(inputs, results).textValue();
      arguments.set("text", NODES.textNode(text));
      arguments.set("count", paths[3].in(inputs, results));
      results[i] = tool(new Call("noop", id + ":" + (i + 1), arguments));
      long now = System.nanoTime();
      steps.add(
          new StepRecord(i + 1, "noop", "noop", "success", results[i], (now - then) / 1_000_000));
      then = now;
    }
    long took = then - begin;
    return new RunRecord(
        id, inputs, "success", steps, took / 1_000_000, started, started.plusNanos(took));
  }

  @Override
  public void check() throws Exception {
    RunRecord made = (RunRecord) Agreed.check(this::work);
    if (made.steps().size() != Agreed.STEPS) {
      throw new IllegalStateException("The record isn't complete");
    }
  }
}
