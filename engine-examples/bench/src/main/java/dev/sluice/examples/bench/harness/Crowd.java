package dev.sluice.examples.bench.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Lets several threads work at a time and times each piece of work. */
final class Crowd {
  private final Contender contender;

  /** They stay, so that what they allocated can be asked when they are done. */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "caller");
            thread.setDaemon(true);
            return thread;
          });

  /** How long each piece of work took. */
  record Work(long ops, long medianNanos) {}

  Crowd(Contender contender) {
    this.contender = contender;
  }

  Work work(Turn turn) throws Exception {
    long end = turn.millis() == 0 ? Long.MAX_VALUE : System.nanoTime() + turn.millis() * 1_000_000L;
    AtomicLong left = new AtomicLong(turn.runs() == 0 ? Long.MAX_VALUE : turn.runs());
    List<Future<long[]>> callers = new ArrayList<>();
    for (int i = 0; i < turn.callers(); i++) {
      callers.add(threads.submit(() -> call(end, left)));
    }
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> caller : callers) {
      all.add(result(caller));
    }
    long[] times = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Work(times.length, times[times.length / 2]);
  }

  private static long[] result(Future<long[]> caller) throws Exception {
    try {
      return caller.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the work failed", e.getCause());
    }
  }

  private long[] call(long end, AtomicLong left) throws Exception {
    long[] times = new long[1_024];
    int count = 0;
    long then = System.nanoTime();
    while (then < end && left.getAndDecrement() > 0) {
      contender.work();
      long now = System.nanoTime();
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      times[count++] = now - then;
      then = now;
    }
    return Arrays.copyOf(times, count);
  }
}
