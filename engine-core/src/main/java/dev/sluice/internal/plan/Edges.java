package dev.sluice.internal.plan;

import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.text.DidYouMean;
import dev.sluice.workflow.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which steps wait for which. */
final class Edges {
  private Edges() {}

  /** Adds the steps that {@code after} names. */
  static void after(
      Step step,
      int slot,
      Templates.StepIndex index,
      boolean parallel,
      String pointer,
      BitSet needs,
      List<Problem> problems) {
    for (int i = 0; i < step.after().size(); i++) {
      String key = step.after().get(i);
      int target = index.slot(key);
      String fault =
          target < 0
              ? "There is no step " + key + "; the steps are " + index.names() + "."
              : target == slot
                  ? "A step can't run after itself."
                  : !parallel && target > slot
                      ? "Step " + key + " runs later in a sequence."
                      : null;
      if (fault == null) {
        needs.set(target);
      } else {
        problems.add(
            Problem.error(ProblemCode.UNKNOWN_REFERENCE, pointer + "/" + i, fault)
                .step(step.stepNumber())
                .reference(key)
                .suggestion(target < 0 ? DidYouMean.of(key, index.keys()) : null)
                .build());
      }
    }
  }

  /** Refuses circles, each with its path. */
  static void check(
      BitSet[] needs,
      Templates.StepIndex index,
      boolean parallel,
      int[] documentIndex,
      List<Problem> problems) {
    if (!parallel) {
      return; // a sequence refers to earlier steps only
    }
    byte[] state = new byte[needs.length];
    for (int slot = 0; slot < needs.length; slot++) {
      List<Integer> circle = state[slot] == 0 ? circleFrom(slot, needs, state) : null;
      if (circle != null) {
        String path =
            circle.stream()
                .map(i -> Integer.toString(index.number(i)))
                .reduce((a, b) -> a + " → " + b)
                .orElse("");
        problems.add(
            Problem.error(
                    ProblemCode.CYCLE,
                    "/steps/" + documentIndex[circle.get(0)],
                    "These steps wait for each other in a circle: "
                        + path
                        + " (each needs the next).")
                .step(index.number(circle.get(0)))
                .build());
      }
    }
  }

  /** Depth first without recursion: 1,000 steps may stand in one chain. */
  private static @Nullable List<Integer> circleFrom(int start, BitSet[] needs, byte[] state) {
    List<Integer> path = new ArrayList<>();
    List<Integer> cursors = new ArrayList<>();
    path.add(start);
    cursors.add(0);
    state[start] = 1;
    while (!path.isEmpty()) {
      int top = path.size() - 1;
      int next = needs[path.get(top)].nextSetBit(cursors.get(top));
      if (next < 0) {
        state[path.remove(top)] = 2;
        cursors.remove(top);
      } else if (state[next] == 1) {
        List<Integer> circle = new ArrayList<>(path.subList(path.indexOf(next), path.size()));
        circle.add(next);
        path.forEach(slot -> state[slot] = 2);
        return circle;
      } else {
        cursors.set(top, next + 1);
        if (state[next] == 0) {
          state[next] = 1;
          path.add(next);
          cursors.add(0);
        }
      }
    }
    return null;
  }

  /** The same edges the other way round. */
  static int[][] reversed(BitSet[] needs) {
    int[][] neededBy = new int[needs.length][];
    int[] counts = new int[needs.length];
    for (BitSet each : needs) {
      each.stream().forEach(slot -> counts[slot]++);
    }
    for (int slot = 0; slot < needs.length; slot++) {
      neededBy[slot] = new int[counts[slot]];
    }
    for (int slot = needs.length - 1; slot >= 0; slot--) {
      int from = slot;
      needs[slot].stream().forEach(to -> neededBy[to][--counts[to]] = from);
    }
    return neededBy;
  }
}
