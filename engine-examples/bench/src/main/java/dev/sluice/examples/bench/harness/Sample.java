package dev.sluice.examples.bench.harness;

/**
 * What one turn of one contender came to.
 *
 * @param ops how often it did its work
 * @param nanos in how much time
 * @param cpuNanos for how much processor time of the whole Java VM: compiler and collector too
 * @param bytes with how many bytes allocated
 * @param compileMillis how long the just-in-time compilers were at work meanwhile
 * @param medianNanos how long one piece of work took, or 0 if they weren't timed
 */
public record Sample(
    long ops, long nanos, long cpuNanos, long bytes, long compileMillis, long medianNanos) {
  /**
   * The rate.
   *
   * @return pieces of work in a second
   */
  public double opsPerSecond() {
    return ops * 1e9 / nanos;
  }

  /**
   * The processor time of one piece of work.
   *
   * @return in microseconds
   */
  public double cpuMicros() {
    return cpuNanos / 1e3 / ops;
  }

  /**
   * The memory that one piece of work allocates.
   *
   * @return in bytes
   */
  public double bytesPerOp() {
    return (double) bytes / ops;
  }

  /**
   * How long one piece of work takes.
   *
   * @return the median in milliseconds, or 0 if they weren't timed
   */
  public double medianMillis() {
    return medianNanos / 1e6;
  }

  String line() {
    return ops
        + " "
        + nanos
        + " "
        + cpuNanos
        + " "
        + bytes
        + " "
        + compileMillis
        + " "
        + medianNanos;
  }

  static Sample of(String line) {
    String[] parts = line.split(" ", -1);
    return new Sample(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]));
  }
}
