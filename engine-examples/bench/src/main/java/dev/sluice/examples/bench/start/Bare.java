package dev.sluice.examples.bench.start;

/** A program that only starts. */
public final class Bare {
  private Bare() {}

  /**
   * Prints one line.
   *
   * @param args none
   */
  public static void main(String[] args) {
    System.out.println("done");
  }
}
