package dev.sluice.examples.bench.harness;

/**
 * What one round of one contender came to.
 *
 * @param ops how often it did its work
 * @param nanos in how much time
 * @param cpuNanos for how much processor time of the whole Java VM: compiler and collector too
 * @param bytes with how many bytes allocated
 */
record Sample(long ops, long nanos, long cpuNanos, long bytes) {
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
    return ops + " " + nanos + " " + cpuNanos + " " + bytes;
  }

  static Sample of(String line) {
    String[] parts = line.split(" ", -1);
    return new Sample(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]));
  }
}
