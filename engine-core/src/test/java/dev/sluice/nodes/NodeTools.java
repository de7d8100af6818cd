package dev.sluice.nodes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.EngineException;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tools that do anything, on one node, which may die in them. What they do follows from the seed,
 * the unit and the attempt.
 */
final class NodeTools implements ToolInvoker {
  private static final ToolCatalog CATALOG =
      ToolCatalog.of(
          0,
          List.of(
              ToolDescriptor.of("work"), ToolDescriptor.of("undo"), ToolDescriptor.of("approval")));

  private final long seed;
  private final Node node;
  private final Simulation world;
  private final Faults faults;
  private final CallLog log;
  private final Supplier<WorkflowEngine> engine;

  NodeTools(
      long seed,
      Node node,
      Simulation world,
      Faults faults,
      CallLog log,
      Supplier<WorkflowEngine> engine) {
    this.seed = seed;
    this.node = node;
    this.world = world;
    this.faults = faults;
    this.log = log;
    this.engine = engine;
  }

  @Override
  public ToolCatalog catalog() {
    return CATALOG;
  }

  @Override
  public @Nullable ToolResult lookup(ToolCall call) {
    node.check();
    return log.lookup(call);
  }

  @Override
  public ToolResult invoke(ToolCall call) throws Exception {
    node.check();
    log.called(node, call);
    mayDie();
    ToolResult result = act(call);
    node.check();
    log.done(call, result);
    mayDie();
    return result;
  }

  private void mayDie() {
    if (faults.crashesInTool()) {
      node.kill();
    } else if (faults.pausesNow()) {
      node.pause(faults.pauseMs());
    }
    node.check();
  }

  private ToolResult act(ToolCall call) throws Exception {
    if (call.toolId().equals("approval")) {
      return ToolResult.pending();
    }
    String unit = call.toolId() + call.idempotencyKey().substring(36) + " " + call.attempt();
    Random random = new Random(seed * 31 + unit.hashCode());
    ObjectNode value =
        JsonNodeFactory.instance
            .objectNode()
            .put("v", (unit.hashCode() ^ call.arguments().toString().hashCode()) & 0xffff);
    int what = random.nextInt(100);
    if (what < 50) {
      takeTime(call, random.nextInt(3) == 0 ? random.nextInt(1_500) : 0);
      return ToolResult.of(value);
    } else if (what < 66) {
      return ToolResult.after(value, Duration.ofMillis(random.nextInt(3_000)));
    } else if (what < 76) {
      Duration after = random.nextBoolean() ? Duration.ofMillis(random.nextInt(800)) : null;
      throw new ToolException("a", "code a", true, after);
    } else if (what < 80) {
      throw new ToolException("b", "code b", random.nextBoolean());
    } else if (what < 92) {
      if (random.nextInt(3) == 0) {
        completeEarly(call.completionToken(), value);
      }
      return random.nextInt(3) == 0
          ? ToolResult.pendingUntil(world.instant().plusMillis(node.skewMs + random.nextInt(4_000)))
          : ToolResult.pending();
    }
    takeTime(call, random.nextInt(2_000));
    throw new ToolException("a", "after a while", random.nextBoolean());
  }

  private void completeEarly(String token, ObjectNode value) {
    try {
      engine.get().complete(token, value.deepCopy());
    } catch (EngineException e) {
      // Whoever waits for it is asked again later.
    }
  }

  private void takeTime(ToolCall call, long ms) throws InterruptedException {
    if (!world.isBrief()) {
      world.pause(call, ms);
    }
  }
}
