package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.OnUncertain;
import dev.sluice.workflow.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every call that reaches a tool, and whether it may. */
final class CallLog {
  private static final class Made {
    int calls;
    long claim;
    @Nullable ToolResult effect;
  }

  private final Truth truth;
  private final Map<String, Made> calls = new HashMap<>();
  private final Set<String> lookups = new HashSet<>();
  int repeated;
  int found;

  CallLog(Truth truth) {
    this.truth = truth;
  }

  private static String key(ToolCall call) {
    return call.idempotencyKey() + " " + call.attempt();
  }

  private static String unit(ToolCall call) {
    return call.idempotencyKey().substring(call.executionId().length() + 1);
  }

  /** A tool is called. */
  void called(Node node, ToolCall call) {
    Truth.Run run = truth.runs.get(call.executionId());
    if (run != null) { // else nothing of it is kept before it has ended
      truth.keep(() -> check(node, call, run));
    }
  }

  private void check(Node node, ToolCall call, Truth.Run run) {
    Made made = calls.computeIfAbsent(key(call), any -> new Made());
    String name = key(call) + " by " + node.name();
    boolean owns = run.held && run.fence != null && run.fence.owner().equals(node.name());
    assertThat(owns).as("whoever calls a tool owns the run: %s, %s", name, run.fence).isTrue();
    assertThat(run.endedUnits)
        .as(
            "what is recorded isn't called again: %s, %s",
            name, truth.stored(call.executionId()).facts())
        .doesNotContain(unit(call));
    long claim = run.fence == null ? 0 : run.fence.attempt();
    if (made.calls > 0) {
      repeated++;
      assertThat(run.recoveredBy)
          .as("a call is repeated only after an engine was lost: %s", name)
          .isGreaterThan(made.claim);
      assertThat(lookups).as("it is looked up first: %s", name).contains(key(call) + " " + claim);
    }
    if (announced(call)) {
      assertThat(made.calls).as("it must not be called again: %s", name).isZero();
    }
    made.calls++;
    made.claim = claim;
  }

  private boolean announced(ToolCall call) {
    if (unit(call).endsWith("compensate")) {
      return false;
    }
    Step step =
        truth.runs.get(call.executionId()).execution.workflow().steps().stream()
            .filter(one -> one.stepNumber() == call.stepNumber())
            .findFirst()
            .orElseThrow();
    return step.onUncertain() == OnUncertain.FAIL || step.onUncertain() == OnUncertain.ASK;
  }

  /** The tool had its effect. */
  void done(ToolCall call, ToolResult effect) {
    Made made = calls.get(key(call));
    if (made != null) {
      made.effect = effect;
    }
  }

  /** A tool is asked what became of a call; some know. */
  @Nullable ToolResult lookup(ToolCall call) {
    Truth.Run run = truth.runs.get(call.executionId());
    long claim = run == null || run.fence == null ? 0 : run.fence.attempt();
    lookups.add(key(call) + " " + claim);
    Made made = calls.get(key(call));
    boolean knows = made != null && made.effect != null && unit(call).hashCode() % 2 == 0;
    found += knows ? 1 : 0;
    return knows ? made.effect : null;
  }
}
