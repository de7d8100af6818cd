package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.flow.RandomTools.Mood;
import dev.sluice.testkit.RandomWorkflow.Features;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** What holds for every plan. A plan follows from a seed, so a seed can't be made smaller. */
class PlanProperties {
  private static final Features HARMLESS = new Features(true, true, false, false, false, false);

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.randomValue(random -> random.nextLong());
  }

  private static Trial disturbed(long seed) {
    Trial trial = new Trial(seed, Features.ALL, Mood.WILD, 40);
    trial.disturbed();
    return trial;
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void every_step_runs_at_most_once_per_attempt(@ForAll("seeds") long seed) {
    Trial trial = disturbed(seed);
    assertThat(trial.tools.calls).doesNotHaveDuplicates();
    Statistics.collect(trial.tools.calls.isEmpty() ? "no call" : "calls");
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void no_step_starts_before_what_it_needs(@ForAll("seeds") long seed) {
    Trial trial = disturbed(seed);
    Set<Integer> ended = new HashSet<>();
    for (String[] event : own(trial)) {
      int step = Integer.parseInt(event[1].split(":")[0]) - 1;
      boolean whole = !event[1].contains(":");
      if (event[0].equals("ended") && whole) {
        ended.add(step);
      } else if (event[0].equals("started") && !event[1].endsWith("compensate")) {
        assertThat(ended).containsAll(trial.random.needs[step].stream().boxed().toList());
      }
    }
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void a_cancelled_or_failed_run_never_starts_another_step(@ForAll("seeds") long seed) {
    Trial trial = disturbed(seed);
    boolean stopped = false;
    int compensations = 0;
    for (String[] event : own(trial)) {
      boolean whole = !event[1].contains(":");
      if (event[0].equals("cancelled")) {
        stopped = true;
      } else if (event[0].equals("ended") && whole && event[3].equals("failed")) {
        int step = Integer.parseInt(event[1]) - 1;
        JsonNode onError = trial.random.json.get("steps").get(step).path("on_error");
        stopped |= !onError.asText().equals("continue");
      } else if (event[0].equals("started") && event[1].endsWith("compensate")) {
        compensations++;
        stopped = true;
      } else if (event[0].equals("started")) {
        assertThat(stopped).as(String.join(" ", event)).isFalse();
      }
    }
    Statistics.collect(stopped, compensations > 0);
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void compensations_are_exactly_the_reverse_of_the_successes(@ForAll("seeds") long seed) {
    Trial trial =
        new Trial(seed, new Features(true, false, true, false, false, true), Mood.QUICK, 40);
    Execution execution = trial.disturbed();
    List<String> done = new ArrayList<>();
    List<String> undone = new ArrayList<>();
    for (String[] event : own(trial)) {
      // One whose time was used up by those before it ends without having been called.
      if (!event[0].equals("end") && event[1].endsWith(":compensate")) {
        String unit = event[1].replace(":compensate", "");
        if (!undone.contains(unit)) {
          undone.add(unit);
        }
      } else if (event[0].equals("ended") && succeeded(trial, execution, event)) {
        done.add(0, event[1]);
      }
    }
    // Those with on_unknown may undo more; what is certain is held here, the rest by the store.
    undone.retainAll(done);
    assertThat(undone).isEqualTo(execution.status() == ExecutionStatus.SUCCESS ? List.of() : done);
    Statistics.collect(undone.size() > 1 ? "several" : undone.size() + "");
  }

  /** A unit that succeeded by itself, without a fallback, and can be compensated. */
  private static boolean succeeded(Trial trial, Execution execution, String[] event) {
    int number = Integer.parseInt(event[1].split(":")[0]);
    JsonNode step = trial.random.json.get("steps").get(number - 1);
    boolean loopItself = step.has("for_each") && !event[1].contains(":");
    if (!event[3].equals("success")
        || !step.has("compensate")
        || loopItself
        || event[1].endsWith("compensate")) {
      return false;
    }
    var result = execution.stepResult(number).orElseThrow();
    return event[1].contains(":")
        ? result.items().get(Integer.parseInt(event[1].split(":")[1])).error() == null
        : result.error() == null;
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void results_do_not_depend_on_the_order_of_completion(
      @ForAll("seeds") long seed, @ForAll("seeds") long order, @ForAll("seeds") long other) {
    Features features = new Features(true, false, false, false, true, false);
    Execution one = new Trial(seed, order, features, Mood.KIND, 200).undisturbed();
    Execution two = new Trial(seed, other, features, Mood.KIND, 200).undisturbed();
    assertThat(SimulationTest.timeless(one)).isEqualTo(SimulationTest.timeless(two));
    assertThat(one.status()).isEqualTo(ExecutionStatus.SUCCESS);
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void a_successful_parallel_run_gives_the_record_of_the_sequential_one(
      @ForAll("seeds") long seed) {
    Trial parallel = new Trial(seed, HARMLESS, Mood.KIND, 200);
    ObjectNode json = parallel.random.json.deepCopy();
    json.remove(List.of("mode", "max_concurrency"));
    json.get("steps").forEach(step -> ((ObjectNode) step).remove("after"));
    Workflow sequence = Workflow.fromJson(json.toString());
    Trial sequential = new Trial(seed, HARMLESS, Mood.KIND, 0);
    Execution one = parallel.undisturbed();
    Execution two = sequential.engine.execute(sequence, sequential.inputs);
    assertThat(one.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(SimulationTest.timeless(one)).isEqualTo(SimulationTest.timeless(two));
    Statistics.collect(parallel.random.parallel ? "parallel" : "sequential anyway");
  }

  /** The events of the watched run: what, unit, attempt, status. */
  private static List<String[]> own(Trial trial) {
    String id = trial.witness.executionId;
    return trial.witness.trace.stream()
        .filter(line -> !line.startsWith("end ") && line.contains(id))
        .map(line -> line.replace(" " + id, "") + (line.startsWith("cancelled") ? " 0 0 0" : ""))
        .map(line -> line.split(" "))
        .collect(Collectors.toList());
  }
}
