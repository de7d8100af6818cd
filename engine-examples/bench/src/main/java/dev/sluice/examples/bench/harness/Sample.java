package dev.sluice.examples.bench.harness;

/**
 * What one round of one contender came to.
 *
 * @param ops how often it did its work
 * @param nanos in how much time
 * @param cpuNanos for how much processor time of the whole Java VM: compiler and collector too
 * @param bytes with how many bytes allocated
 * @param compileMillis how long the just-in-time compilers were at work meanwhile
 */
record Sample(long ops, long nanos, long cpuNanos, long bytes, long compileMillis) {
  double opsPerSecond() {
    return ops * 1e9 / nanos;
  }

  double cpuMicros() {
    return cpuNanos / 1e3 / ops;
  }

  double bytesPerOp() {
    return (double) bytes / ops;
  }

  String line() {
    return ops + " " + nanos + " " + cpuNanos + " " + bytes + " " + compileMillis;
  }

  static Sample of(String line) {
    String[] parts = line.split(" ", -1);
    return new Sample(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]));
  }
}
