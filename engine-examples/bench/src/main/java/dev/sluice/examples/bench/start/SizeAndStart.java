package dev.sluice.examples.bench.start;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Jar sizes, times to start, how cost grows with size, and reading from many runs. */
public final class SizeAndStart {
  private SizeAndStart() {}

  /**
   * Measures and prints.
   *
   * @param only words that the parts' names must contain, with commas between, or nothing for all
   * @throws Exception if a program doesn't do what it should
   */
  public static void run(String only) throws Exception {
    part(only, "Size", Jars::table);
    part(only, "Start", Starts::table);
    part(only, "Growth", Slopes::table);
    part(only, "Memory", Memory::sentence);
    part(only, "A million runs in PostgreSQL", Million::table);
  }

  private static void part(String only, String name, Callable<String> part) throws Exception {
    if (Arrays.stream(only.split(",")).anyMatch(name::contains)) {
      System.out.println("### " + name + "\n\n" + part.call());
    }
  }

  static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
