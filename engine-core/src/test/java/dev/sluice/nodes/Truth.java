package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.SharedStores;
import dev.sluice.store.StoredExecution;
import dev.sluice.testkit.DelegatingStore;
import dev.sluice.testkit.Simulation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one store of a world, and what an all-knowing witness says to everything that reaches it. */
final class Truth extends DelegatingStore {
  /** What is known of one run. */
  static final class Run {
    final NewExecution execution;
    final Set<String> endedUnits = new HashSet<>();
    int size;
    boolean ended;
    @Nullable Fence fence;

    /** Whether the fence is neither released nor over. */
    boolean held;

    /** Whether its holder knows of it. */
    boolean delivered;

    /** Whether its holder had little time left to renew it. */
    boolean deliveredLate;

    long claimedAt;

    /** The last claim that took it over from an engine that had lost it. */
    long recoveredBy;

    Run(NewExecution execution) {
      this.execution = execution;
    }
  }

  private record Answered(String executionId, int position, List<Fact> facts) {}

  /** Milliseconds by which the store's clock is wrong, for a mutation. */
  private static final class Skew {
    long micros;
  }

  final Map<String, Run> runs = new LinkedHashMap<>();
  final Map<String, Node> nodes = new HashMap<>();

  /** A mutation: what is new goes before what has expired. */
  boolean expiredLast;

  int recoveries;
  int fencedOff;
  private final Simulation world;
  private final long leaseNanos;
  private final Skew skew;
  private final List<Answered> answers = new ArrayList<>();
  private AssertionError failure;

  static Truth of(Simulation world, long leaseMs) {
    return new Truth(world, leaseMs, new Skew());
  }

  private Truth(Simulation world, long leaseMs, Skew skew) {
    super(SharedStores.create(() -> world.micros() + skew.micros));
    this.world = world;
    this.leaseNanos = leaseMs * 1_000_000;
    this.skew = skew;
  }

  void skewClock(long ms) {
    skew.micros = ms * 1_000;
  }

  /** An exception of a store would be a run's: it is kept for the test. */
  void keep(Runnable check) {
    try {
      check.run();
    } catch (AssertionError e) {
      failure = failure == null ? e : failure;
    }
  }

  void throwFirstFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  /** A node has got its answer: from now on it counts on it. */
  void answered(String executionId, @Nullable Fence fence, int position, List<Fact> facts) {
    if (!facts.isEmpty()) {
      answers.add(new Answered(executionId, position, facts));
    }
    Run run = runs.get(executionId);
    if (run != null && fence != null && run.fence != null) {
      if (!run.delivered && fence.attempt() == run.fence.attempt()) {
        run.delivered = true;
        run.deliveredLate = world.getAsLong() - run.claimedAt >= leaseNanos / 2;
      }
    }
  }

  StoredExecution stored(String id) {
    return store.executions().find(null, id).orElseThrow();
  }

  // ---- what reaches it ----

  @Override
  public Fence create(
      NewExecution execution, Claimant claimant, List<? extends Fact> facts, Header header) {
    Fence fence = super.create(execution, claimant, facts, header);
    if (!runs.containsKey(execution.id())) {
      Run run = new Run(execution);
      runs.put(execution.id(), run);
      claimed(run, fence);
      written(run, facts, header);
    }
    return fence;
  }

  private void claimed(Run run, @Nullable Fence fence) {
    run.fence = fence;
    run.held = fence != null;
    run.delivered = false;
    run.deliveredLate = false;
    run.claimedAt = world.getAsLong();
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, Notice notice)
      throws FencedException {
    try {
      super.append(fence, position, facts, header, notice);
    } catch (FencedException e) {
      fencedOff++;
      throw e;
    }
    Run run = runs.get(fence.executionId());
    if (run.size == position) {
      written(run, facts, header);
    }
  }

  private void written(Run run, List<? extends Fact> facts, Header header) {
    run.size += facts.size();
    for (Fact fact : facts) {
      keep(() -> check(run, fact));
    }
    if (header.isReleased() || header.status().isEnded()) {
      run.held = false;
    }
  }

  private static void check(Run run, Fact fact) {
    assertThat(run.ended).as("nothing is written after the end: %s", fact).isFalse();
    if (fact.kind().equals("run_ended")) {
      run.ended = true;
    } else if (fact.kind().equals("ended") || fact.kind().equals("skipped")) {
      assertThat(run.endedUnits.add(fact.unit())).as("a unit ends once: %s", fact).isTrue();
    } else if (!fact.unit().isEmpty()) {
      assertThat(run.endedUnits)
          .as("nothing of a unit after its end: %s", fact)
          .doesNotContain(fact.unit());
    }
  }

  @Override
  public List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
    List<Claimed> claimed = new ArrayList<>();
    if (expiredLast) {
      claimed.addAll(super.claim(claimant, queues, and(except, held()), most));
    }
    if (claimed.size() < most) {
      claimed.addAll(super.claim(claimant, queues, except, most - claimed.size()));
    }
    boolean newWork = claimed.stream().anyMatch(one -> !one.recovered());
    Set<String> ids = new HashSet<>();
    for (Claimed one : claimed) {
      Run run = runs.get(one.fence().executionId());
      ids.add(run.execution.id());
      if (one.recovered()) {
        recoveries++;
        keep(() -> excused(run));
        run.recoveredBy = one.fence().attempt();
      }
      claimed(run, one.fence());
    }
    for (Run run : runs.values()) {
      if (isOrphan(run) && !ids.contains(run.execution.id())) {
        boolean passedOver =
            (newWork || claimed.size() < most) && !except.contains(run.execution.id());
        keep(
            () ->
                assertThat(passedOver)
                    .as("an orphan is taken up as soon as a node asks for work: %s", run.fence)
                    .isFalse());
      }
    }
    return claimed;
  }

  private List<String> held() {
    return runs.values().stream().filter(run -> run.held).map(run -> run.execution.id()).toList();
  }

  private static List<String> and(Collection<String> some, Collection<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private void excused(Run run) {
    Node holder = nodes.get(String.valueOf(run.fence == null ? "" : run.fence.owner()));
    assertThat(!run.delivered || run.deliveredLate || holder.health.isExcused(leaseNanos))
        .as("a run is taken only from an engine that crashed or stood still: %s", run.fence)
        .isTrue();
  }

  /** Whether nobody works on it, and its lease must have expired. */
  private boolean isOrphan(Run run) {
    if (!run.held || run.fence == null || run.ended) {
      return false;
    }
    Node holder = nodes.get(run.fence.owner());
    long since = run.delivered ? holder.health.diedAt() : run.claimedAt;
    return since != Long.MAX_VALUE && world.getAsLong() - since > leaseNanos;
  }

  /** Nothing that a node counts on was lost, or overwritten. */
  void checkAnswers() {
    for (Answered answer : answers) {
      List<Fact> stored = stored(answer.executionId()).facts();
      int end = answer.position() + answer.facts().size();
      assertThat(stored).as("facts of %s", answer).hasSizeGreaterThanOrEqualTo(end);
      assertThat(stored.subList(answer.position(), end))
          .as("what was acknowledged stays in its place")
          .isEqualTo(answer.facts());
    }
  }
}
