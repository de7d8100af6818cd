package dev.sluice.internal.engine;

import dev.sluice.host.Gate;
import dev.sluice.internal.Nullable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is to advance a run: the thread that executes it, or a thread of the engine, one at
 * a time. What comes from outside waits in the mailbox until then.
 */
final class Turns {
  private final ActiveRun run;
  private final Gate gate = new Gate();

  /** Most runs never get a message: null until the first one. */
  private volatile @Nullable Queue<Runnable> mailbox;

  private final AtomicInteger signals = new AtomicInteger();
  private volatile boolean inline;
  private long timerAt = Long.MAX_VALUE;
  private Runnable timer = () -> {};

  Turns(ActiveRun run) {
    this.run = run;
  }

  boolean isInline() {
    return inline;
  }

  /** From now on the calling thread advances the run. */
  void takeInline() {
    inline = true;
  }

  /** From now on the engine's threads do. */
  void handOver() {
    inline = false;
    signal();
  }

  /** Waits, on the calling thread, for a message or a time. */
  void await(long untilMicros) throws InterruptedException {
    try {
      long nanos = run.clock.nanosUntil(untilMicros);
      run.core.host().sleeper().await(gate, Math.max(1_000, nanos));
    } finally {
      gate.close();
    }
  }

  /** Leaves a message for whoever advances the run next, and sees to it that someone does. */
  void tell(Runnable message) {
    mailbox().add(message);
    run.disturb();
    signal();
  }

  private synchronized Queue<Runnable> mailbox() {
    Queue<Runnable> messages = mailbox;
    if (messages == null) {
      messages = new ConcurrentLinkedQueue<>();
      mailbox = messages;
    }
    return messages;
  }

  boolean hasMail() {
    Queue<Runnable> messages = mailbox;
    return messages != null && !messages.isEmpty();
  }

  void readMail() {
    Queue<Runnable> messages = mailbox;
    if (messages == null) {
      return;
    }
    Runnable message;
    while ((message = messages.poll()) != null) {
      message.run();
    }
  }

  void signal() {
    if (inline) {
      gate.open();
    }
    // Asked again: the executing thread may have handed over meanwhile.
    if (!inline && signals.getAndIncrement() == 0) {
      Carried turn = new Carried(run.context, this::takeTurns, failure -> takeTurns());
      try {
        run.core.threads().execute(turn);
      } catch (RejectedExecutionException e) {
        if (run.core.isClosed()) {
          signals.set(0); // the run stays at its last recorded fact
        } else if (!turn.hasBegun()) {
          takeTurns(); // the host's executor is full: this thread does it, or nobody ever would
        }
      }
    }
  }

  private void takeTurns() {
    LogContext before = LogContext.open(run.execution.id(), run.execution.workflow().id());
    try {
      int seen;
      do {
        seen = signals.get();
        run.driver.takeTurn();
      } while (signals.addAndGet(-seen) != 0);
    } finally {
      before.restore();
    }
  }

  /** Sees to it that someone looks at the run at a time, though nothing happens. */
  void wakeAt(long micros) {
    if (micros != timerAt) {
      timer.run();
      timerAt = micros;
      timer =
          micros == Long.MAX_VALUE
              ? () -> {}
              : run.core
                  .threads()
                  .after(() -> tell(this::timerFired), run.clock.nanosUntil(micros));
    }
  }

  private void timerFired() {
    timerAt = Long.MAX_VALUE;
  }

  void stopTimer() {
    timer.run();
  }
}
