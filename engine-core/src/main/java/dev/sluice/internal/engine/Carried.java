package dev.sluice.internal.engine;

import dev.sluice.host.ContextPropagator;
import dev.sluice.internal.Nullable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task in the host's context. The host's propagator may fail like any code of theirs; whether the
 * task has begun then is known, so that nothing is lost and nothing runs twice.
 */
final class Carried implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  private final ContextPropagator.Captured context;
  private final Runnable task;
  private final Consumer<@Nullable Throwable> otherwise;
  private boolean begun;

  /**
   * Wraps a task.
   *
   * @param otherwise runs in its place if the propagator doesn't let it run; gets what that threw
   */
  Carried(
      ContextPropagator.Captured context, Runnable task, Consumer<@Nullable Throwable> otherwise) {
    this.context = context;
    this.task = task;
    this.otherwise = otherwise;
  }

  @Override
  public void run() {
    Throwable failure = null;
    try {
      context.wrap(this::begin).run();
    } catch (RuntimeException | Error e) {
      LOG.warn("The context propagator failed", e);
      failure = e;
    }
    if (!begun) {
      otherwise.accept(failure);
    }
  }

  /** Whether the task has begun, for the thread that had it executed. */
  boolean hasBegun() {
    return begun;
  }

  private void begin() {
    begun = true;
    task.run();
  }
}
