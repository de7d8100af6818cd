package dev.sluice.examples.bench.start;

import java.util.Locale;

/** Jar sizes, times to start, and how cost grows with size. */
public final class SizeAndStart {
  private SizeAndStart() {}

  /**
   * Measures and prints.
   *
   * @param only unused so far
   * @throws Exception if a program doesn't do what it should
   */
  public static void run(String only) throws Exception {
    print("### Size\n\n" + Jars.table());
    print("### Start\n\n" + Starts.table());
    print("### Growth\n\n" + Slopes.table());
    print("### Memory\n\n" + Memory.sentence());
  }

  private static void print(String text) {
    System.out.println(text);
  }

  static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
