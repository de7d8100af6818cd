package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.Durability;
import dev.sluice.ExecuteOptions;
import dev.sluice.Inputs;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.EngineException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.store.Store;
import dev.sluice.testkit.RandomWorkflow;
import dev.sluice.testkit.RecordChecks;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.Approval;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a few nodes with engines of their own and one store, random runs, and a while in which
 * everything goes wrong. Then the world calms down, and everything must come to a right end.
 */
final class World {
  private static final long MS = 1_000_000;
  private static final long LEASE_MS = 4_000;
  private static final long POLL_MS = 500;
  private static final RandomWorkflow.Features PARENT = RandomWorkflow.Features.ALL;
  private static final RandomWorkflow.Features CHILD =
      new RandomWorkflow.Features(true, false, true, true, false, true);

  /** A machine, and the engine on it. */
  private record Member(Node node, WorkflowEngine engine) {}

  final Simulation simulation;
  final Truth truth;
  final Faults faults;
  final CallLog log;
  final Random dice;
  private final long seed;
  private final @Nullable Mutation mutation;
  private final List<Member> members = new ArrayList<>();
  private final boolean crowded;
  private boolean over;
  private int toStart;
  int crashes;

  World(long seed, @Nullable Mutation mutation) {
    this.seed = seed;
    this.mutation = mutation;
    this.dice = new Random(seed);
    this.simulation = new Simulation(seed * 31 + 7, 4);
    this.truth = Truth.of(simulation, LEASE_MS);
    this.faults = Faults.of(dice);
    this.log = new CallLog(truth);
    this.crowded = dice.nextInt(6) == 0;
    for (int i = 2 + dice.nextInt(3); i > 0; i--) {
      addNode();
    }
    members.get(0).engine().register(workflow(CHILD, "child"));
  }

  private void addNode() {
    Node node = new Node(simulation, faults.skewMs());
    WorkflowEngine[] engine = {null};
    Store seen = mutation == null ? truth : new Mutant(mutation, truth, node);
    engine[0] =
        WorkflowEngine.builder()
            .host(node.host())
            .store(new NodeStore(node, simulation, seen, faults, truth))
            .lease(Duration.ofMillis(LEASE_MS))
            .pollInterval(Duration.ofMillis(POLL_MS))
            .storeTimeout(Duration.ofSeconds(30))
            .cancelGrace(Duration.ofMillis(500))
            .maxClaimedRuns(crowded ? 2 : 64)
            .maxRecoveries(1_000)
            .tools(new NodeTools(seed, node, simulation, faults, log, () -> engine[0]))
            .build();
    truth.nodes.put(node.name(), node);
    members.add(new Member(node, engine[0]));
    node.run(engine[0]::start);
  }

  // ---- what is run ----

  private Workflow workflow(RandomWorkflow.Features features, String id) {
    ObjectNode json = new RandomWorkflow(dice, features).json;
    json.put("id", id);
    stretch(json, "timeout_ms");
    for (JsonNode each : json.get("steps")) {
      ObjectNode step = (ObjectNode) each;
      stretch(step, "timeout_ms");
      stretch(step.path("retry"), "initial_delay_ms");
      stretch(step.path("compensate").path("retry"), "initial_delay_ms");
      if (dice.nextInt(2) == 0 && step.get("tool_id").asText().equals("work")) {
        String[] policies = {"retry", "fail", "ask"};
        step.put("on_uncertain", policies[dice.nextInt(3)]);
      } else if (dice.nextInt(6) == 0 && step.get("tool_id").asText().equals("work")) {
        step.put("tool_id", "approval");
      }
    }
    return Workflow.fromJson(json.toString());
  }

  private static void stretch(JsonNode of, String time) {
    if (of instanceof ObjectNode object && object.has(time)) {
      object.put(time, object.get(time).asLong() * 15);
    }
  }

  private ExecuteOptions options(int job) {
    ExecuteOptions options = ExecuteOptions.defaults();
    if (dice.nextInt(2) == 0) {
      options = options.withIdempotencyKey("job " + job);
    }
    if (dice.nextInt(12) == 0) {
      options = options.withMaxToolCalls(1 + dice.nextInt(6));
    }
    return options;
  }

  private void jobs() {
    for (int i = 1 + dice.nextInt(2); i > 0; i--) {
      ObjectNode inputs =
          new RandomWorkflow(new Random(seed + i), RandomWorkflow.Features.ALL).inputs();
      Workflow workflow = workflow(PARENT, "w");
      ExecuteOptions options = options(i);
      boolean here = dice.nextInt(3) == 0;
      boolean late = here && dice.nextInt(4) == 0;
      if (here && !late && dice.nextInt(4) == 0) {
        // What waits for people must get into the store, or they never hear of it.
        options =
            ExecuteOptions.defaults()
                .withDurability(Durability.ON_COMPLETION)
                .waitAtMost(Duration.ofMillis(dice.nextInt(6_000)));
      } else if (!here && dice.nextInt(6) == 0) {
        options = options.startAt(simulation.instant().plusMillis(dice.nextInt(6_000)));
      }
      ExecuteOptions how = late ? options.waitAtMost(Duration.ofMillis(700)) : options;
      toStart++;
      at(dice.nextInt(3_000), () -> start(workflow, inputs, how, here));
    }
    if (crowded) {
      backlog();
    }
    for (int i = dice.nextInt(8) - 5; i > 0; i--) {
      at(1_000 + dice.nextInt(10_000), this::cancelOne);
    }
  }

  /** Many short runs, so that an orphan would wait long if it weren't taken first. */
  private void backlog() {
    Workflow small =
        Workflow.fromJson(
            "{\"name\":\"small\",\"steps\":[{\"step_number\":1,\"tool_id\":\"work\"}]}");
    Instant due = simulation.instant().plusMillis(3_000 + dice.nextInt(5_000));
    for (int i = 0; i < 12; i++) {
      ExecuteOptions options =
          ExecuteOptions.defaults().withPriority(dice.nextInt(5) - 2).startAt(due);
      toStart++;
      at(
          1_000 + dice.nextInt(2_000),
          () -> start(small, JsonNodeFactory.instance.objectNode(), options, false));
    }
  }

  private void at(long ms, Runnable task) {
    simulation.after(task, ms * MS);
  }

  private @Nullable Member awake() {
    List<Member> able =
        members.stream().filter(m -> !m.node().isDead() && !m.node().isPaused()).toList();
    return able.isEmpty() ? null : able.get(dice.nextInt(able.size()));
  }

  private void start(Workflow workflow, ObjectNode inputs, ExecuteOptions options, boolean here) {
    Member member = awake();
    if (member == null || (here && simulation.isNested())) {
      at(50, () -> start(workflow, inputs, options, here));
      return;
    }
    boolean[] through = {false};
    member
        .node()
        .run(
            () -> {
              try {
                begin(member.engine(), workflow, inputs, options, here);
                through[0] = true;
              } catch (StoreUnavailableException e) {
                truth.keep(() -> assertThat(e.isTransient()).isTrue());
              }
            });
    if (through[0]) {
      toStart--;
    } else {
      at(500, () -> start(workflow, inputs, options, here));
    }
  }

  private void begin(
      WorkflowEngine engine,
      Workflow workflow,
      ObjectNode inputs,
      ExecuteOptions options,
      boolean here) {
    Inputs given = Inputs.fromJson(inputs.toString());
    if (!here) {
      String id = engine.submit(workflow, given, options).id();
      truth.keep(() -> assertThat(truth.runs).as("a submitted run is there").containsKey(id));
      return;
    }
    Execution record = engine.execute(workflow, given, options);
    truth.keep(
        () -> {
          Execution stored = new RecordChecks().folds(truth.stored(record.id()));
          if (record.status().isEnded()) {
            assertThat(stored).as("what execute gave back: %s", record.toJson()).isEqualTo(record);
          }
        });
  }

  private void cancelOne() {
    List<String> ids = List.copyOf(truth.runs.keySet());
    Member member = awake();
    if (member != null && !ids.isEmpty()) {
      String id = ids.get(dice.nextInt(ids.size()));
      ask(member, () -> member.engine().cancel(id));
    }
  }

  private static void ask(Member member, Runnable question) {
    member
        .node()
        .run(
            () -> {
              try {
                question.run();
              } catch (EngineException e) {
                // Perhaps it was heard nevertheless.
              }
            });
  }

  // ---- what happens to it ----

  private void trouble() {
    if (faults.crashes) {
      for (int i = dice.nextInt(3); i > 0; i--) {
        at(dice.nextInt(12_000), () -> members.get(dice.nextInt(members.size())).node().kill());
      }
      at(500, this::restartSome);
    }
    if (faults.pauses) {
      for (int i = dice.nextInt(3); i > 0; i--) {
        at(
            dice.nextInt(12_000),
            () -> members.get(dice.nextInt(members.size())).node().pause(faults.pauseMs()));
      }
    }
  }

  private void restartSome() {
    long alive = members.stream().filter(m -> !m.node().isDead()).count();
    if (alive < 4 && (alive == 0 || dice.nextInt(5) == 0)) {
      addNode();
    }
    if (!over) {
      at(500, this::restartSome);
    }
  }

  /** Answers what people are asked, and completes what others do. */
  private void people() {
    Member member = awake();
    if (member != null) {
      for (Truth.Run run : List.copyOf(truth.runs.values())) {
        if (!run.ended) {
          ask(member, () -> answer(member, run.execution.id()));
        }
      }
    }
    if (!over) {
      at(1_100, this::people);
    }
  }

  private void answer(Member member, String id) {
    for (WaitingStep step : member.engine().waiting(id)) {
      int what = dice.nextInt(6);
      if (step.isUncertain()) {
        member
            .engine()
            .resolve(
                step.token(),
                what < 2
                    ? Resolution.retry()
                    : what < 4 ? Resolution.result(Map.of("v", 1)) : Resolution.fail("no"));
      } else if (step.toolId().equals("approval")) {
        member
            .engine()
            .decide(
                step.token(),
                what == 0
                    ? Approval.rejected("anna", simulation.instant(), "no")
                    : Approval.granted("anna", simulation.instant()));
      } else if (!step.toolId().startsWith("workflow:") && what < 4) {
        if (what == 0) {
          member.engine().fail(step.token(), "a", "failed from outside");
        } else {
          member.engine().complete(step.token(), Map.of("v", what));
        }
      }
    }
  }

  // ---- the whole ----

  void run() {
    faults.on = true;
    jobs();
    trouble();
    at(1_100, this::people);
    happen(15_000);
    faults.on = false;
    if (members.stream().allMatch(m -> m.node().isDead())) {
      addNode();
    }
    long calm = simulation.nowMs();
    while (truth.runs.values().stream().anyMatch(run -> !run.ended) || toStart > 0) {
      happen(500);
      assertThat(simulation.nowMs() - calm)
          .as("every run ends; these don't: %s", open())
          .isLessThan(900_000);
    }
    over = true;
    happen(20_000);
    check();
  }

  private List<String> open() {
    return truth.runs.values().stream()
        .filter(run -> !run.ended)
        .map(
            run ->
                run.fence
                    + (run.held ? " held " : " free ")
                    + run.execution.start().depth()
                    + " "
                    + run.execution.workflow().steps().stream().map(x -> x.toolId()).toList()
                    + " "
                    + truth.stored(run.execution.id()).facts())
        .toList();
  }

  private void happen(long ms) {
    long until = simulation.getAsLong() + ms * MS;
    long most = simulation.happened() + 200_000;
    while (simulation.getAsLong() < until) {
      simulation.stepUntil(until);
      truth.throwFirstFailure();
      assertThat(simulation.happened()).as("events").isLessThan(most);
    }
  }

  private void check() {
    truth.throwFirstFailure();
    truth.checkAnswers();
    RecordChecks checks = new RecordChecks();
    for (Truth.Run run : truth.runs.values()) {
      var stored = truth.stored(run.execution.id());
      Execution record = checks.folds(stored);
      assertThat(record.status().isEnded()).isTrue();
      checks.compensations(stored, record);
    }
    for (Member member : members) {
      if (!member.node().isDead()) {
        assertThat(member.node().outstanding)
            .as("an idle engine has one timer, for its next look, and perhaps begins one now")
            .isBetween(1, 2);
      }
      crashes += member.node().isDead() ? 1 : 0;
    }
  }
}
