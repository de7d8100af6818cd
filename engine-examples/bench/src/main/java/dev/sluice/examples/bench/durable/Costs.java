package dev.sluice.examples.bench.durable;

/**
 * What a run costs the database.
 *
 * @param commits that wrote something
 * @param statements all but those that begin and end transactions
 * @param walBytes of the log, without images of whole pages
 */
record Costs(double commits, double statements, double walBytes) {
  /** The less of each: what came from elsewhere only adds. */
  Costs least(Costs other) {
    return new Costs(
        Math.min(commits, other.commits),
        Math.min(statements, other.statements),
        Math.min(walBytes, other.walBytes));
  }
}
