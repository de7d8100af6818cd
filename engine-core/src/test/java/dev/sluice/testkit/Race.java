package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets threads begin the same thing at the same time. */
public final class Race {
  private Race() {}

  /** What each thread does. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Runs.
     *
     * @param index which thread, from 0
     * @throws Exception fails the race
     */
    void run(int index) throws Exception;
  }

  /**
   * Runs it and waits for all.
   *
   * @param threads how many
   * @param runner what each does
   * @throws Exception the first failure
   */
  public static void of(int threads, Runner runner) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int index = i;
        all.add(
            pool.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  runner.run(index);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get(120, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(10, TimeUnit.SECONDS);
    }
  }
}
