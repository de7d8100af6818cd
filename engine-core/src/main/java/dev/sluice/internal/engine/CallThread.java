package dev.sluice.internal.engine;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The thread that is in a tool, so that it can be interrupted there and nowhere else. An
 * interruption by the engine never leaks out of the call; one by the host always does.
 */
final class CallThread {
  private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

  private static final Object INTERRUPTING = new Object();
  private static final Object INTERRUPTED = new Object();

  /** Volatile: whoever enters and then asks whether it is cancelled can't miss an interruption. */
  void enter() {
    state.set(Thread.currentThread());
  }

  /**
   * Leaves the tool; true if the engine interrupted it there, and then the thread's flag is clear.
   */
  boolean leave() {
    if (state.compareAndSet(Thread.currentThread(), null)) {
      return false;
    }
    while (state.get() == INTERRUPTING) {
      Thread.onSpinWait();
    }
    state.set(null);
    Thread.interrupted();
    return true;
  }

  void interrupt() {
    Object inside = state.get();
    if (inside instanceof Thread thread && state.compareAndSet(thread, INTERRUPTING)) {
      thread.interrupt();
      state.set(INTERRUPTED);
    }
  }
}
