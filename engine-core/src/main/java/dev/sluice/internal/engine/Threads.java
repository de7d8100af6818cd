package dev.sluice.internal.engine;

import dev.sluice.host.Host;
import dev.sluice.host.Timers;
import dev.sluice.internal.Nullable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The engine's threads: none until something needs one. The engine's own work has threads of its
 * own, so that nothing that a tool does can hold it up: timeouts, cancellations, leases. Tools run
 * on virtual threads where the JVM has them. What the host brought is used instead, and never
 * closed.
 */
final class Threads {
  /** Its own work is brief, but may wait for the store. */
  private static final int MOST_OWN = 64;

  /** How many tools are called at once where each takes a thread of the platform. */
  private static final int MOST_CALLS = 256;

  private final Host host;
  private final AtomicInteger counter = new AtomicInteger();
  private final List<ExecutorService> own = new ArrayList<>(0);
  private @Nullable ExecutorService engine;
  private @Nullable ExecutorService tools;
  private @Nullable ScheduledThreadPoolExecutor ownTimers;
  private boolean closed;

  Threads(Host host) {
    this.host = host;
  }

  /**
   * Does something of the engine's own.
   *
   * @throws RejectedExecutionException if that can't be done, whatever the executor threw
   */
  void execute(Runnable task) {
    Executor given = host.engineExecutor();
    try {
      (given == null ? engine() : given).execute(task);
    } catch (RejectedExecutionException e) {
      throw e;
    } catch (Throwable e) { // such as an OutOfMemoryError: no thread could be made
      throw new RejectedExecutionException("the executor failed", e);
    }
  }

  /** Calls a tool. The executor may throw anything. */
  void call(Runnable task) {
    Executor given = host.toolExecutor();
    (given == null ? tools() : given).execute(task);
  }

  /** For how many calls at once there are threads. */
  int mostCalls() {
    boolean few = host.toolExecutor() == null && tools() instanceof ThreadPoolExecutor;
    return few ? MOST_CALLS : Integer.MAX_VALUE;
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

  private synchronized ExecutorService engine() {
    ExecutorService known = engine;
    if (known == null) {
      known = pool(MOST_OWN, MOST_OWN, new LinkedBlockingQueue<>(), "sluice-engine-");
      engine = known;
    }
    return known;
  }

  /** Nothing waits here for a thread, but at the gate. */
  private synchronized ExecutorService tools() {
    ExecutorService known = tools;
    if (known == null) {
      known = virtualThreads();
      known =
          known == null
              ? pool(0, Integer.MAX_VALUE, new SynchronousQueue<>(), "sluice-tool-")
              : kept(known);
      tools = known;
    }
    return known;
  }

  private <T extends ExecutorService> T kept(T mine) {
    own.add(mine);
    if (closed) {
      mine.shutdownNow();
    }
    return mine;
  }

  private ExecutorService pool(int core, int most, BlockingQueue<Runnable> queue, String prefix) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(core, most, 10, TimeUnit.SECONDS, queue, factory(prefix));
    pool.allowCoreThreadTimeOut(true);
    return kept(pool);
  }

  private synchronized ScheduledThreadPoolExecutor timers() {
    ScheduledThreadPoolExecutor known = ownTimers;
    if (known == null) {
      known = new ScheduledThreadPoolExecutor(1, factory("sluice-timer-"));
      known.setRemoveOnCancelPolicy(true);
      known.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      ownTimers = kept(known);
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
    own.forEach(ExecutorService::shutdownNow);
  }
}
