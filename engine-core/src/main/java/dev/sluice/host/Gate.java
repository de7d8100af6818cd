package dev.sluice.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a thread waits for something to happen to its run. Opened from any thread; closed by the
 * one that waits, before it looks at what happened. Thread-safe.
 */
public final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean open;

  /** Makes a closed gate. */
  public Gate() {}

  /** Lets the waiting thread, or the next one that waits, go on. */
  public void open() {
    lock.lock();
    try {
      open = true;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Makes the next wait a wait. */
  public void close() {
    lock.lock();
    try {
      open = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether a wait would return at once.
   *
   * @return true if so
   */
  public boolean isOpen() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the gate is open, or for a real time.
   *
   * @param nanos the longest wait; {@link Long#MAX_VALUE} for no bound
   * @throws InterruptedException if the thread is interrupted
   */
  public void await(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!open && left > 0) {
        if (nanos == Long.MAX_VALUE) {
          opened.await();
        } else {
          left = opened.awaitNanos(left);
        }
      }
    } finally {
      lock.unlock();
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
