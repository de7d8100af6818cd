package dev.sluice.examples.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** Lets one contender work for a while and measures it. */
final class Worker {
  private static final long BATCH_NANOS = 2_000_000;

  private final Contender contender;
  private final Crowd crowd;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
  private int batch = 1;
  private Object last = this;

  Worker(Contender contender) {
    this.contender = contender;
    this.crowd = new Crowd(contender);
  }

  Sample measure(Turn turn) throws Exception {
    long compiled = compiler.getTotalCompilationTime();
    long bytes = allocated();
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
    Crowd.Work work =
        turn.callers() == 0 ? new Crowd.Work(loop(begin, turn.millis()), 0) : crowd.work(turn);
    long took = System.nanoTime() - begin;
    long used = system.getProcessCpuTime() - cpu;
    long more = allocated() - bytes;
    return new Sample(
        work.ops(),
        took,
        used,
        more,
        compiler.getTotalCompilationTime() - compiled,
        work.medianNanos());
  }

  private long loop(long begin, long millis) throws Exception {
    long end = begin + millis * 1_000_000;
    long ops = 0;
    long now = begin;
    while (now < end) {
      for (int i = 0; i < batch; i++) {
        last = contender.work();
      }
      ops += batch;
      long then = now;
      now = System.nanoTime();
      batch = Math.max(1, (int) Math.min(1_000_000, batch * BATCH_NANOS / Math.max(1, now - then)));
    }
    if (last == this) {
      throw new IllegalStateException("no work was done");
    }
    return ops;
  }

  /** Of all threads: some contenders work on several. */
  private long allocated() {
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
