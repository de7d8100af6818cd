package dev.sluice.flow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A tool that does anything a tool may do. What it does follows from the seed, the unit and the
 * attempt, so that it is the same whoever drives the run; its value follows from its arguments too.
 */
final class RandomTools implements ToolInvoker {
  /** What it may do. */
  enum Mood {
    /** Gives a value, at once or later. */
    KIND,
    /** Anything but what takes time on the thread that calls it. */
    QUICK,
    /** Anything. */
    WILD
  }

  private final long seed;
  private final Simulation simulation;
  private final Mood mood;
  private final Supplier<WorkflowEngine> engine;

  /** Every call, by its whole key and attempt. */
  final List<String> calls = new ArrayList<>();

  /** Every token that was handed out. */
  final List<String> tokens = new ArrayList<>();

  RandomTools(long seed, Simulation simulation, Mood mood, Supplier<WorkflowEngine> engine) {
    this.seed = seed;
    this.simulation = simulation;
    this.mood = mood;
    this.engine = engine;
  }

  @Override
  public ToolResult invoke(ToolCall call) throws Exception {
    String unit = call.toolId() + " " + call.idempotencyKey().substring(36) + " " + call.attempt();
    calls.add(call.idempotencyKey() + " " + call.attempt());
    Random random = new Random(seed * 31 + unit.hashCode());
    ObjectNode value =
        JsonNodeFactory.instance
            .objectNode()
            .put("v", (unit.hashCode() ^ call.arguments().toString().hashCode()) & 0xffff);
    int what = random.nextInt(mood == Mood.KIND ? 60 : mood == Mood.QUICK ? 88 : 100);
    if (what < 40) {
      return ToolResult.of(value);
    } else if (what < 60) {
      return ToolResult.after(value, Duration.ofMillis(random.nextInt(150)));
    } else if (what < 66) {
      Duration after = random.nextBoolean() ? Duration.ofMillis(random.nextInt(80)) : null;
      throw new ToolException("a", "code a", true, after);
    } else if (what < 70) {
      throw new ToolException("b", "code b", random.nextBoolean());
    } else if (what < 74) {
      throw new IllegalStateException("no code");
    } else if (what < 76) {
      return null;
    } else if (what < 88) {
      return pending(call, value, random);
    } else if (what < 95) {
      simulation.pause(call, random.nextInt(200));
    } else {
      simulation.pauseRegardless(random.nextInt(300));
    }
    if (random.nextInt(4) == 0) {
      throw new ToolException("a", "after a while", true);
    }
    return ToolResult.of(value);
  }

  private ToolResult pending(ToolCall call, ObjectNode value, Random random) {
    String token = call.completionToken();
    tokens.add(token);
    boolean good = random.nextInt(3) > 0;
    Runnable end =
        () -> {
          if (good) {
            engine.get().complete(token, value.deepCopy());
          } else {
            engine.get().fail(token, "a", "failed from outside");
          }
        };
    if (random.nextInt(4) == 0) {
      end.run(); // before the tool says that it is pending
    } else {
      simulation.after(end, random.nextInt(200) * 1_000_000L);
    }
    return random.nextInt(3) == 0
        ? ToolResult.pendingUntil(simulation.instant().plusMillis(random.nextInt(200)))
        : ToolResult.pending();
  }
}
