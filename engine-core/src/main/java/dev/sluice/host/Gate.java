package dev.sluice.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread waits for something to happen to its run. Opened from any thread; closed by the
 * one that waits, before it looks at what happened. Thread-safe; only one thread may wait at a
 * time.
 */
public final class Gate {
  private volatile boolean open;
  private volatile @Nullable Thread waiting;

  /** Makes a closed gate. */
  public Gate() {}

  /** Lets the waiting thread, or the next one that waits, go on. */
  public void open() {
    open = true;
    // Read after the write: either this finds the thread, or the thread finds the gate open.
    LockSupport.unpark(waiting);
  }

  /** Makes the next wait a wait. */
  public void close() {
    open = false;
  }

  /**
   * Whether a wait would return at once.
   *
   * @return true if so
   */
  public boolean isOpen() {
    return open;
  }

  /**
   * Waits until the gate is open, or for a real time.
   *
   * @param nanos the longest wait; {@link Long#MAX_VALUE} for no bound
   * @throws InterruptedException if the thread is interrupted
   */
  public void await(long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    waiting = Thread.currentThread();
    try {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = nanos - (nanos == Long.MAX_VALUE ? 0 : System.nanoTime() - begin);
        if (open || left <= 0) {
          return;
        } else if (nanos == Long.MAX_VALUE) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, left);
        }
      }
    } finally {
      waiting = null;
    }
  }

  /**
   * As {@link #await(long)} in another unit.
   *
   * @param time the longest wait
   * @param unit its unit
   * @throws InterruptedException if the thread is interrupted
   */
  public void await(long time, TimeUnit unit) throws InterruptedException {
    await(unit.toNanos(time));
  }
}
