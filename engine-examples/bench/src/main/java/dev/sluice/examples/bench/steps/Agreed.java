package dev.sluice.examples.bench.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agreed work: ten steps, each with three arguments. {@code city} is an input as it is, {@code
 * text} is mixed from an input and the previous result, {@code count} is a number of the previous
 * result, which must arrive as a number. The tool does nothing and always has the same result.
 */
final class Agreed {
  static final int STEPS = 10;
  static final String CITY = "San Francisco";
  static final String CHANNEL = "#weather";
  static final int DAYS = 3;
  static final String FORECAST = "Sunny, 22C";
  static final int COUNT = 22;

  static final Map<String, Object> INPUTS = Map.of("city", CITY, "channel", CHANNEL, "days", DAYS);

  private static @Nullable List<String> calls;

  private Agreed() {}

  /** Whether someone looks at the calls; tools ask this first, and it costs next to nothing. */
  static boolean watched() {
    return calls != null;
  }

  /** A tool was called. */
  static void called(Object city, Object text, Object count) {
    List<String> seen = calls;
    if (seen != null) {
      if (!(count instanceof Number)) {
        throw new IllegalStateException("count is no number but " + count.getClass());
      }
      seen.add(call(city, text, count));
    }
  }

  private static String call(Object city, Object text, Object count) {
    return city + " | " + text + " | " + count;
  }

  interface Run {
    Object work() throws Exception;
  }

  /** Runs once and holds the calls against what was agreed. */
  static Object check(Run run) throws Exception {
    List<String> seen = new ArrayList<>();
    calls = seen;
    Object made = run.work();
    calls = null;
    List<String> expected = new ArrayList<>();
    expected.add(call(CITY, CHANNEL + ": " + CITY, DAYS));
    for (int i = 1; i < STEPS; i++) {
      expected.add(call(CITY, CHANNEL + ": " + FORECAST, COUNT));
    }
    if (!seen.equals(expected)) {
      throw new IllegalStateException("The calls were " + seen + ", not " + expected);
    }
    return made;
  }
}
