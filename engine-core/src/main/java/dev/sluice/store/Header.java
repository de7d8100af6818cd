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
  private final long atMicros;
  private final long inboxRead;
  private final boolean released;

  /**
   * Makes the header of a run that stays claimed, and has read nothing of its inbox.
   *
   * @param status how far the run has come
   * @param startedMicros when it started, in microseconds since 1970, or 0
   * @param completedMicros when it ended, in microseconds since 1970, or 0
   * @param wakeMicros when it must be looked at again though nothing happens, or {@link #NEVER}
   */
  public Header(ExecutionStatus status, long startedMicros, long completedMicros, long wakeMicros) {
    this(status, startedMicros, completedMicros, wakeMicros, 0, 0, false);
  }

  /**
   * Makes a header.
   *
   * @param status how far the run has come
   * @param startedMicros when it started, in microseconds since 1970, or 0
   * @param completedMicros when it ended, in microseconds since 1970, or 0
   * @param wakeMicros when it must be looked at again though nothing happens, or {@link #NEVER}
   * @param atMicros the writer's time when it made this, in microseconds since 1970
   * @param inboxRead the number of the last message that this write deals with
   * @param released whether the claim ends with this write
   */
  public Header(
      ExecutionStatus status,
      long startedMicros,
      long completedMicros,
      long wakeMicros,
      long atMicros,
      long inboxRead,
      boolean released) {
    this.status = Objects.requireNonNull(status, "status");
    this.startedMicros = startedMicros;
    this.completedMicros = completedMicros;
    this.wakeMicros = wakeMicros;
    this.atMicros = atMicros;
    this.inboxRead = inboxRead;
    this.released = released;
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
   * When it must be looked at again though nothing happens, by the writer's clock.
   *
   * @return microseconds since 1970, or {@link #NEVER}
   */
  public long wakeMicros() {
    return wakeMicros;
  }

  /**
   * How long after the write it must be looked at again though nothing happens. A store adds this
   * to its own clock, so that clocks which differ do no harm.
   *
   * @return microseconds, not negative, or {@link #NEVER}
   */
  public long wakeAfterMicros() {
    return wakeMicros == NEVER ? NEVER : Math.max(0, wakeMicros - atMicros);
  }

  /**
   * The writer's time when it made this.
   *
   * @return microseconds since 1970
   */
  public long atMicros() {
    return atMicros;
  }

  /**
   * Which messages are dealt with.
   *
   * @return the number of the last one, or 0
   */
  public long inboxRead() {
    return inboxRead;
  }

  /**
   * Whether the claim ends with this write.
   *
   * @return false while the writer goes on with the run
   */
  public boolean isReleased() {
    return released;
  }

  @Override
  public String toString() {
    return "Header[" + status.text() + "]";
  }
}
