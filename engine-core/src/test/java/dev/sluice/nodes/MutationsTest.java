package dev.sluice.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * The simulation of several nodes finds mistakes: each of these, planted between the engine and its
 * store, breaks what it must break within a thousand seeds.
 */
class MutationsTest {
  private static final long SEEDS = 1_000;
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.sluice.engine");
  private static Level before;

  @BeforeAll
  static void logs_nothing_of_what_is_broken_on_purpose() {
    before = LOG.getLevel();
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void logs_again() {
    LOG.setLevel(before);
  }

  private static boolean breaks(Mutation mutation, long seed, String what) {
    try {
      new World(seed, mutation).run();
      return false;
    } catch (RuntimeException | AssertionError e) {
      return String.valueOf(e.getMessage()).contains(what);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RENEW_EVERYTHING_I_OWN, an orphan is taken up as soon as a node asks for work",
    "NO_FENCE, a unit ends once",
    "CLOCK_OF_THE_NODE, a run is taken only from an engine that crashed or stood still",
    "EXPIRED_AFTER_NEW, an orphan is taken up as soon as a node asks for work",
    "NO_REREAD_AFTER_A_LOST_ANSWER, a run is taken only from an engine that crashed",
    "INTENT_AFTER_THE_CALL, it must not be called again"
  })
  void a_planted_mistake_is_caught_within_a_thousand_seeds(Mutation mutation, String by) {
    long seed =
        LongStream.range(0, SEEDS)
            .filter(each -> breaks(mutation, each, by))
            .findFirst()
            .orElse(-1);
    assertThat(seed).as("the first seed that catches %s", mutation).isNotNegative();
  }
}
