package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.ExecuteOptions;
import dev.sluice.Inputs;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.testkit.RandomWorkflow;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.ToolLimits;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One seed: a random workflow, random tools, a random scheduler, and everything checked. */
final class Trial {
  final Simulation simulation;
  final RandomWorkflow random;
  final Workflow workflow;
  final ObjectNode inputs;
  final CheckingStore store;
  final Witness witness;
  final RandomTools tools;
  final WorkflowEngine engine;
  final Random dice;

  Trial(long seed, RandomWorkflow.Features features, RandomTools.Mood mood, long mostDelayMs) {
    this(seed, seed, features, mood, mostDelayMs);
  }

  /** The workflow and its tools follow from one seed, the order of things from another. */
  Trial(
      long seed,
      long order,
      RandomWorkflow.Features features,
      RandomTools.Mood mood,
      long mostDelayMs) {
    this.dice = new Random(seed);
    this.simulation = new Simulation(order, mostDelayMs);
    this.random = new RandomWorkflow(dice, features);
    this.inputs = random.inputs();
    RandomWorkflow child =
        new RandomWorkflow(
            dice,
            new RandomWorkflow.Features(
                features.parallel(),
                features.backwardOnly(),
                features.failures(),
                features.time(),
                false,
                features.compensations()));
    child.json.put("id", "child");
    this.workflow = random.workflow();
    this.store = new CheckingStore(seed % 8 == 0);
    this.witness = new Witness(random, simulation::instant);
    this.tools = new RandomTools(seed, simulation, mood, this::engine);
    this.engine =
        WorkflowEngine.builder()
            .host(simulation.host())
            .store(store)
            .listener(witness)
            .cancelGrace(Duration.ofMillis(50))
            .toolLimits(
                seed % 5 == 0
                    ? ToolLimits.none().concurrency(2).callsPerSecond("undo", 20)
                    : ToolLimits.none())
            .tools(Tools.builder().tool("work", tools).tool("undo", tools).build())
            .build();
    engine.register(child.workflow());
  }

  private WorkflowEngine engine() {
    return engine;
  }

  /** Submitted, disturbed by cancellations, and left to itself until nothing happens any more. */
  Execution disturbed() {
    ExecuteOptions options = ExecuteOptions.defaults();
    if (dice.nextInt(10) == 0) {
      options = options.startAt(simulation.instant().plusMillis(dice.nextInt(100)));
    }
    if (dice.nextInt(10) == 0) {
      options = options.withMaxToolCalls(1 + dice.nextInt(6));
    }
    if (dice.nextInt(10) == 0) {
      options = options.withMaxDuration(Duration.ofMillis(1 + dice.nextInt(400)));
    }
    Execution pending = engine.submit(workflow, Inputs.fromJson(inputs.toString()), options);
    witness.executionId = pending.id();
    for (int i = dice.nextInt(12) - 9; i > 0; i--) {
      simulation.after(() -> engine.cancel(pending.id()), dice.nextInt(500) * 1_000_000L);
    }
    runUntilIdle();
    return finish(pending.id());
  }

  /** A run that never ends is a failure like another. */
  private void runUntilIdle() {
    for (int events = 0; simulation.step(); events++) {
      witness.throwFirstFailure();
      store.throwFirstFailure();
      assertThat(events).as("events").isLessThan(20_000);
    }
    witness.throwFirstFailure();
    store.throwFirstFailure();
  }

  /** Submitted and left to itself. */
  Execution undisturbed() {
    Execution pending =
        engine.submit(workflow, Inputs.fromJson(inputs.toString()), ExecuteOptions.defaults());
    witness.executionId = pending.id();
    runUntilIdle();
    return finish(pending.id());
  }

  /** Everything ended, the records are right, and nothing that comes late changes them. */
  Execution finish(String id) {
    List<String> ids = List.copyOf(store.created.keySet());
    for (String each : ids) {
      Execution record = store.checkFolds(each);
      assertThat(record.status().isEnded()).as("it ends: %s", record.toJson()).isTrue();
      store.checkCompensations(record);
    }
    Execution record = store.checkFolds(id);
    for (String token : tools.tokens) {
      engine.complete(token, "late");
    }
    ids.forEach(engine::cancel);
    runUntilIdle();
    assertThat(store.checkFolds(id)).isEqualTo(record);
    return record;
  }
}
