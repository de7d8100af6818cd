package dev.sluice.store;

import dev.sluice.execution.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a header tells by itself: that the run started, and that it succeeded. A store
 * that keeps headers needn't keep these, since what it would keep can be made again; two facts less
 * are a third of what a short run writes. Positions count them all the same. Stateless.
 */
public final class HeaderFacts {
  private HeaderFacts() {}

  /**
   * Whether a fact needn't be kept.
   *
   * @param fact about to be appended
   * @param position how many facts stand before it
   * @param header the header that is written with it
   * @return true if {@link #at} makes an equal one of a header that is written with it or later
   */
  public static boolean isTold(Fact fact, int position, Header header) {
    return isSame(fact, position == 0 ? first(header) : null) || isSame(fact, last(header));
  }

  /**
   * A fact that wasn't kept.
   *
   * @param position how many facts stand before it
   * @param count how many facts the run has
   * @param header its header
   * @return the fact, or null if the header tells none for this position
   */
  public static @Nullable Fact at(int position, int count, Header header) {
    if (position == 0 && first(header) != null) {
      return first(header);
    }
    return position == count - 1 ? last(header) : null;
  }

  /**
   * Whether two facts are the same four columns.
   *
   * @param one a fact
   * @param other another, or null for none
   * @return true if a reader can't tell them apart
   */
  public static boolean isSame(Fact one, @Nullable Fact other) {
    return other != null
        && one.atMicros() == other.atMicros()
        && one.kind().equals(other.kind())
        && one.unit().equals(other.unit())
        && one.body().equals(other.body());
  }

  private static @Nullable Fact first(Header header) {
    long at = header.startedMicros();
    return at == 0 ? null : Fact.of("started", "", at, "{}");
  }

  private static @Nullable Fact last(Header header) {
    if (header.status() != ExecutionStatus.SUCCESS) {
      return null;
    }
    long at = header.completedMicros();
    long tookMs = (at - header.startedMicros()) / 1_000;
    String body = tookMs == 0 ? "{}" : "{\"took_ms\":" + tookMs + "}";
    return Fact.of("run_ended", "", at, body);
  }
}
