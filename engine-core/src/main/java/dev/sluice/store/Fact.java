package dev.sluice.store;

/**
 * One thing that happened in a run. A run is the fold of its facts, in the order in which they were
 * appended.
 *
 * <p>A store keeps four columns and understands none of them but the order. What {@code append} got
 * and what {@code of} makes from the same four columns mean the same; a store in memory may keep
 * the object itself.
 */
public interface Fact {
  /**
   * What kind of fact. An engine that doesn't know a kind leaves the run to a newer one.
   *
   * @return a short word
   */
  String kind();

  /**
   * Which unit of work it is about.
   *
   * @return {@code <step number>[:<item index>][:compensate]}; empty for the run as a whole
   */
  String unit();

  /**
   * When it happened, by the clock of the node that ran it.
   *
   * @return microseconds since 1970-01-01T00:00:00Z
   */
  long atMicros();

  /**
   * The rest of it.
   *
   * @return compact JSON, encoded when asked for
   */
  String body();

  /**
   * A fact as it was stored.
   *
   * @param kind as {@link #kind()}
   * @param unit as {@link #unit()}
   * @param atMicros as {@link #atMicros()}
   * @param body as {@link #body()}
   * @return a fact that an engine can read
   */
  static Fact of(String kind, String unit, long atMicros, String body) {
    return new StoredFact(kind, unit, atMicros, body);
  }
}
