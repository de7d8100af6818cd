package dev.sluice.internal.engine;

import dev.sluice.internal.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The thread that is in a tool, so that it can be interrupted there and nowhere else. An
 * interruption by the engine never leaks out of the call; one by the host always does.
 */
abstract class CallThread {
  /** Called with exact types only, casts included: others are slow. */
  private static final VarHandle STATE = handle();

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
    STATE.setRelease(this, (Object) Thread.currentThread());
  }

  /**
   * Leaves the tool; true if the engine interrupted it there, and then the thread's flag is clear.
   */
  final boolean leave() {
    if (STATE.compareAndSet(this, (Object) Thread.currentThread(), (Object) null)) {
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
    if (inside instanceof Thread thread
        && STATE.compareAndSet(this, (Object) thread, INTERRUPTING)) {
      thread.interrupt();
      state = INTERRUPTED;
    }
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(CallThread.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
