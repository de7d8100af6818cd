package dev.sluice.internal.engine;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.UnitId;
import dev.sluice.store.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others tell a run: directly while nobody but this engine can have it, else through its inbox
 * in the store. Whoever's turn it is reads; everything else comes from any thread.
 */
final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  private final ActiveRun run;

  /** There may be something in the store's inbox. */
  private volatile boolean mail;

  private volatile boolean draining;

  Inbox(ActiveRun run) {
    this.run = run;
  }

  /** Whoever's turn it is next reads the store's inbox. */
  void expectMail() {
    mail = true;
    run.disturb();
  }

  boolean hasMail() {
    return mail;
  }

  /** Tells the run directly. What counts is when it came, not when the run gets to it. */
  void tell(Mail message) {
    long came = run.clock.nowMicros();
    run.turns.tell(() -> take(message, came));
    if (message instanceof Mail.Cancel) {
      stopCalls();
    }
  }

  /**
   * There is something in the store's inbox. If it is a cancellation, tools are interrupted now.
   */
  void arrived() {
    expectMail();
    run.turns.signal();
    if (run.turns.isInline()) {
      try {
        for (Message message : run.core.store().executions().inbox(run.execution.id(), 0)) {
          if (Mail.read(message.content()) instanceof Mail.Cancel) {
            stopCalls();
          }
        }
      } catch (StoreUnavailableException e) {
        LOG.debug("The run {} reads its inbox later", run.execution.id(), e);
      }
    }
  }

  /** After the message: whoever sees this finds the reason in the mailbox, or the inbox. */
  private void stopCalls() {
    run.calls.startNothing();
    run.calls.interruptStepHere();
  }

  /** Another engine has claimed the run. */
  void fencedOff() {
    run.turns.tell(
        () -> {
          throw new HandedOver("Another engine has claimed the run.");
        });
  }

  /** Somebody is given the run's record, and must find it in the store. */
  void deferNoLonger() {
    run.turns.tell(run.claim::deferNoLonger);
  }

  // ---- the engine closes ----

  /** Nothing new starts, running tools may end. */
  void close() {
    draining = true;
    if (run.claim.isDurable()) {
      run.leave();
      run.turns.signal();
      return;
    }
    run.turns.tell(
        () -> stop(ExecutionStatus.FAILED, ErrorCodes.ENGINE_CLOSED, "The engine was closed."));
    run.calls.startNothing();
  }

  /** Whether tools that are at work may end, though nothing new starts. */
  boolean isDraining() {
    return draining;
  }

  /** The engine's patience is over: running tools are interrupted, and no other is called. */
  void interrupt() {
    draining = false;
    run.calls.startNothingAtAll();
    if (run.isLeaving()) {
      run.turns.tell(run.calls::abandon);
    } else {
      run.turns.signal();
    }
    run.calls.interruptHere();
  }

  /** Tools that don't heed their interruption aren't waited for any more. */
  void giveUp() {
    run.turns.tell(() -> run.calls.giveUp(run.clock.turnMicros()));
  }

  // ---- for whoever's turn it is ----

  /**
   * Reads what is in the store's inbox, if there may be something. One that has ended needs none:
   * what can't be read must not keep it from its end.
   */
  void read() {
    while (mail && !run.done.isDone() && !run.state.ended()) {
      mail = false;
      try {
        for (Message message : run.recorder.mail()) {
          Mail known = Mail.read(message.content());
          if (known != null) {
            take(known, came(message));
          }
          run.recorder.read(message);
        }
      } catch (StoreUnavailableException e) {
        mail = true;
        throw e;
      }
    }
  }

  /** Reads it, with an outcome at hand that must not be lost for a store that doesn't answer. */
  void readIfItAnswers() {
    try {
      read();
    } catch (StoreUnavailableException e) {
      mail = true; // it is asked again
    }
  }

  /** The sender's clock may be ahead. */
  private long came(Message message) {
    return Math.min(message.content().atMicros(), run.clock.turnMicros());
  }

  private void take(Mail message, long came) {
    if (message instanceof Mail.Cancel cancel) {
      stop(ExecutionStatus.CANCELLED, ErrorCodes.CANCELLED, cancel.message());
      run.calls.startNothing();
    } else if (message instanceof Mail.Complete complete) {
      boolean fits =
          complete.resolves()
              ? run.state.isUncertain(complete.id())
              : !(complete.outcome() instanceof Outcome.Value)
                  || !Completions.isApproval(run.execution, complete.id());
      if (fits && run.state.isInTime(complete.id(), complete.attempt(), came)) {
        complete(complete.id(), complete.attempt(), complete.outcome());
      }
    } else if (message instanceof Mail.Decide decide) {
      if (Completions.isApproval(run.execution, decide.id())
          && run.state.isInTime(decide.id(), decide.attempt(), came)) {
        Outcome outcome =
            Mail.outcome(decide.approval(), run.state.arguments(decide.id()), run.core.caller());
        complete(decide.id(), decide.attempt(), outcome);
      }
    }
  }

  private void complete(UnitId id, int attempt, Outcome outcome) {
    run.decider.complete(id, attempt, outcome, run.clock.turnMicros(), run.draw(outcome));
  }

  private void stop(ExecutionStatus status, String code, String message) {
    run.decider.stop(status, code, message, run.clock.turnMicros());
  }
}
