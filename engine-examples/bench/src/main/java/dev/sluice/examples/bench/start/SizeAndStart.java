package dev.sluice.examples.bench.start;

/** Jar sizes, times to start, slopes. */
public final class SizeAndStart {
  private SizeAndStart() {}

  /** Measures and prints. */
  public static void run() {}
}
