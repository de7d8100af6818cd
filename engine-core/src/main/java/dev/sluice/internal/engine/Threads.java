package dev.sluice.internal.engine;

import dev.sluice.host.Host;
import dev.sluice.host.Timers;
import dev.sluice.internal.Nullable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The engine's threads: none until something needs one. Tools run on virtual threads where the JVM
 * has them. What the host brought is used instead, and never closed.
 */
final class Threads {

  private final Host host;
  private final AtomicInteger counter = new AtomicInteger();
  private @Nullable ExecutorService own;
  private @Nullable ScheduledThreadPoolExecutor ownTimers;
  private boolean closed;

  Threads(Host host) {
    this.host = host;
  }

  /** Runs a task on a thread of its own. */
  void execute(Runnable task) {
    Executor given = host.toolExecutor();
    (given == null ? own() : given).execute(task);
  }

  Runnable after(Runnable task, long nanos) {
    Timers given = host.timers();
    if (given != null) {
      return given.after(task, nanos);
    }
    try {
      ScheduledFuture<?> future = timers().schedule(task, nanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {}; // the engine is closed: nothing is due any more
    }
  }

  private synchronized ExecutorService own() {
    ExecutorService known = own;
    if (known == null) {
      known = virtualThreads();
      if (known == null) {
        known =
            new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                factory("sluice-tool-"));
      }
      own = known;
      if (closed) {
        known.shutdownNow();
      }
    }
    return known;
  }

  private synchronized ScheduledThreadPoolExecutor timers() {
    ScheduledThreadPoolExecutor known = ownTimers;
    if (known == null) {
      known = new ScheduledThreadPoolExecutor(1, factory("sluice-timer-"));
      known.setRemoveOnCancelPolicy(true);
      known.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      ownTimers = known;
      if (closed) {
        known.shutdownNow();
      }
    }
    return known;
  }

  /** Java 21 and later; looked up by name, since the baseline is 17. */
  private static @Nullable ExecutorService virtualThreads() {
    try {
      MethodHandle factory =
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class));
      return (ExecutorService) factory.invoke();
    } catch (Throwable e) {
      return null;
    }
  }

  private ThreadFactory factory(String prefix) {
    return task -> {
      Thread thread = new Thread(task, prefix + counter.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Interrupts whatever still runs on the engine's own threads; they end with their tasks. */
  synchronized void close() {
    closed = true;
    if (ownTimers != null) {
      ownTimers.shutdownNow();
    }
    if (own != null) {
      own.shutdownNow();
    }
  }
}
