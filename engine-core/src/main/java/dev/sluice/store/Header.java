package dev.sluice.store;

import dev.sluice.execution.ExecutionStatus;
import java.util.Objects;

/**
 * What a store must know of a run without reading its facts: written with every append, so that
 * lists, claims and wake-ups are plain queries. Immutable.
 */
public final class Header {
  /** Nothing is due by itself. */
  public static final long NEVER = Long.MAX_VALUE;

  private final ExecutionStatus status;
  private final long startedMicros;
  private final long completedMicros;
  private final long wakeMicros;

  /**
   * Makes a header.
   *
   * @param status how far the run has come
   * @param startedMicros when it started, in microseconds since 1970, or 0
   * @param completedMicros when it ended, in microseconds since 1970, or 0
   * @param wakeMicros when it must be looked at again though nothing happens, or {@link #NEVER}
   */
  public Header(ExecutionStatus status, long startedMicros, long completedMicros, long wakeMicros) {
    this.status = Objects.requireNonNull(status, "status");
    this.startedMicros = startedMicros;
    this.completedMicros = completedMicros;
    this.wakeMicros = wakeMicros;
  }

  /**
   * How far the run has come.
   *
   * @return the status
   */
  public ExecutionStatus status() {
    return status;
  }

  /**
   * When it started.
   *
   * @return microseconds since 1970, or 0
   */
  public long startedMicros() {
    return startedMicros;
  }

  /**
   * When it ended.
   *
   * @return microseconds since 1970, or 0
   */
  public long completedMicros() {
    return completedMicros;
  }

  /**
   * When it must be looked at again though nothing happens.
   *
   * @return microseconds since 1970, or {@link #NEVER}
   */
  public long wakeMicros() {
    return wakeMicros;
  }

  @Override
  public String toString() {
    return "Header[" + status.text() + "]";
  }
}
