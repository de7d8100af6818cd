package dev.sluice.jdbc;

import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Fence;
import dev.sluice.store.Header;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Facts that are to be appended, as they are stored.
 *
 * @param fence the right to
 * @param position how many facts the run has so far
 * @param facts what is appended
 * @param header the header from now on
 * @param told the run that is told something in the same write, or null
 * @param message what it is told, or null
 */
record Append(
    Fence fence,
    int position,
    FactRows facts,
    Header header,
    @Nullable String told,
    @Nullable FactRow message) {

  private static final long MOST_PLAIN_ATTEMPTS = 1L << 30;
  private static final long A_HUNDRED_THOUSAND_YEARS = 3_155_760_000_000_000_000L;

  boolean isEnd() {
    return header.status().isEnded();
  }

  /**
   * Whether it is what most are: a step's end in a run that goes on, or that succeeds with it,
   * while nothing is due by itself and nothing came from outside.
   */
  boolean isPlain() {
    boolean success = header.status() == ExecutionStatus.SUCCESS;
    return told == null
        && !header.isReleased()
        && (success
            ? facts.count() == 2 && header.completedMicros() == header.atMicros()
            : facts.count() == 1 && header.status() == ExecutionStatus.RUNNING)
        && facts.rows().size() == 1
        && facts.from() == position
        && facts.rows().get(0).atMicros() == header.atMicros()
        && header.wakeMicros() == Header.NEVER
        && header.inboxRead() == 0
        && fence.attempt() < MOST_PLAIN_ATTEMPTS
        && RowFence.isStartedAs(fence, header);
  }

  /** Sets what the run's row has from now on: times, attempt, facts, status. */
  void end(Bind bind) throws SQLException {
    bind.numberUnless(0, header.startedMicros())
        .numberUnless(0, header.completedMicros())
        .numberUnless(Header.NEVER, header.wakeMicros())
        .numberUnless(0, header.atMicros())
        .numberUnless(0, header.inboxRead())
        .number(fence.attempt())
        .integer(position + facts.count())
        .text(header.status().text());
  }

  /** A span as SQL gets it: so long that a sum might overflow is never, and never is negative. */
  static long after(long micros) {
    return micros > A_HUNDRED_THOUSAND_YEARS ? -1 : micros;
  }
}
