package dev.sluice.internal.engine;

import dev.sluice.internal.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where one thread calls tools, one after the other, so that it can be interrupted inside of a tool
 * and nowhere else. An interruption by the engine never leaks out of the call; one by the host
 * always does.
 */
final class CallSlot {
  /** Called with exact types only, casts included: others are slow. */
  private static final VarHandle INSIDE = handle();

  private static final Object INTERRUPTING = new Object();
  private static final Object INTERRUPTED = new Object();

  /** The call that is inside a tool, or that it is being interrupted, or was. */
  private volatile @Nullable Object inside;

  /** The thread that is inside. Written before {@link #inside}, which makes it known. */
  private @Nullable Thread thread;

  /**
   * Enters the tool. Whoever enters and then asks whether the call is still wanted can't miss an
   * interruption: the write comes before the question, for everyone.
   */
  void enter(EngineCall call) {
    Thread current = Thread.currentThread();
    if (thread != current) {
      thread = current;
    }
    inside = call;
  }

  /**
   * Leaves the tool; true if the engine interrupted it there, and then the thread's flag is clear.
   */
  boolean leave(EngineCall call) {
    if (INSIDE.compareAndSet(this, (Object) call, (Object) null)) {
      return false;
    }
    while (inside == INTERRUPTING) {
      Thread.onSpinWait();
    }
    inside = null;
    Thread.interrupted();
    return true;
  }

  /** The call that is inside a tool and wasn't interrupted there yet. */
  @Nullable
  EngineCall inside() {
    return inside instanceof EngineCall call ? call : null;
  }

  /** Nobody waits for this call any more: tells it, and interrupts the tool if it is inside. */
  void cancel(EngineCall call) {
    call.cancel();
    if (INSIDE.compareAndSet(this, (Object) call, INTERRUPTING)) {
      Thread there = thread;
      if (there != null) {
        there.interrupt();
      }
      inside = INTERRUPTED;
    }
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(CallSlot.class, "inside", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
