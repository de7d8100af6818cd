package dev.sluice.internal.engine;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The thread that is in a tool, so that it can be interrupted there and nowhere else. An
 * interruption by the engine never leaks out of the call; one by the host always does.
 */
abstract class CallThread {
  private static final AtomicReferenceFieldUpdater<CallThread, @Nullable Object> STATE =
      AtomicReferenceFieldUpdater.newUpdater(CallThread.class, Object.class, "state");

  private static final Object INTERRUPTING = new Object();
  private static final Object INTERRUPTED = new Object();

  /** The thread inside, or that it is being interrupted, or was. */
  private volatile @Nullable Object state;

  /** Volatile: whoever enters and then asks whether it is cancelled can't miss an interruption. */
  final void enter() {
    state = Thread.currentThread();
  }

  /** As {@link #enter}, where a volatile write that makes this call known comes right after it. */
  final void enterUnannounced() {
    STATE.lazySet(this, Thread.currentThread());
  }

  /**
   * Leaves the tool; true if the engine interrupted it there, and then the thread's flag is clear.
   */
  final boolean leave() {
    if (STATE.compareAndSet(this, Thread.currentThread(), null)) {
      return false;
    }
    while (state == INTERRUPTING) {
      Thread.onSpinWait();
    }
    state = null;
    Thread.interrupted();
    return true;
  }

  final void interrupt() {
    Object inside = state;
    if (inside instanceof Thread thread && STATE.compareAndSet(this, thread, INTERRUPTING)) {
      thread.interrupt();
      state = INTERRUPTED;
    }
  }
}
