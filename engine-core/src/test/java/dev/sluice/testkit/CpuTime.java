package dev.sluice.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Bounds on work. What counts is the time that the thread itself computes: on a busy machine the
 * wall's time says nothing.
 */
public final class CpuTime {
  private CpuTime() {}

  /**
   * Does some work on this thread.
   *
   * @param most what it may take, generous: a bound is for what is hopeless, not for what is slow
   * @param work the work
   * @param <T> of its result
   * @return its result
   * @throws AssertionError if it took longer
   */
  public static <T> T within(Duration most, Callable<T> work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    T result;
    try {
      result = work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    if (taken.compareTo(most) > 0) {
      throw new AssertionError("took " + taken + " of this thread's time; at most " + most);
    }
    return result;
  }
}
