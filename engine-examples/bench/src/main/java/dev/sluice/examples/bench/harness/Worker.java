package dev.sluice.examples.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** Lets one contender work for a while and measures it. */
final class Worker {
  private static final long BATCH_NANOS = 2_000_000;

  private final Contender contender;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
  private int batch = 1;
  private Object last = this;

  Worker(Contender contender) {
    this.contender = contender;
  }

  Sample round(long millis) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000;
    long compiled = compiler.getTotalCompilationTime();
    long bytes = allocated();
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
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
    long used = system.getProcessCpuTime() - cpu;
    long more = allocated() - bytes;
    if (last == this) {
      throw new IllegalStateException("no work was done");
    }
    return new Sample(ops, now - begin, used, more, compiler.getTotalCompilationTime() - compiled);
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
