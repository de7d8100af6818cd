package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The production engine on several nodes that crash, stand still, lose messages and have wrong
 * clocks, over many seeds. A failing seed is named and can be run alone: {@code -Dsluice.seed=<n>}.
 */
class NodesSimulationTest {
  private static final int SEEDS = Integer.getInteger("sluice.node.seeds", 10_000);
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.sluice.engine");
  private static Level before;

  @BeforeAll
  static void logs_nothing_of_what_is_broken_on_purpose() {
    before = LOG.getLevel();
    if (Long.getLong("sluice.seed") == null) {
      LOG.setLevel(Level.OFF);
    }
  }

  @AfterAll
  static void logs_again() {
    LOG.setLevel(before);
  }

  static World run(long seed) {
    World world = new World(seed, null);
    try {
      world.run();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("Seed " + seed + " fails: " + e.getMessage(), e);
    }
    return world;
  }

  @Test
  void every_seed_comes_to_a_right_end() {
    Long one = Long.getLong("sluice.seed");
    if (one != null) {
      run(one);
      return;
    }
    AtomicIntegerArray seen = new AtomicIntegerArray(6);
    LongStream.range(0, SEEDS)
        .parallel()
        .forEach(
            seed -> {
              World world = run(seed);
              seen.addAndGet(0, world.truth.runs.size());
              seen.addAndGet(1, world.crashes);
              seen.addAndGet(2, world.truth.recoveries);
              seen.addAndGet(3, world.truth.fencedOff);
              seen.addAndGet(4, world.log.repeated);
              seen.addAndGet(5, world.log.found);
            });
    // A world in which nothing goes wrong would find nothing.
    for (int i = 0; i < 6; i++) {
      assertThat(seen.get(i)).as("%s of %s", i, seen).isGreaterThan(SEEDS / 50);
    }
  }
}
