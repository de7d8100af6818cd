package dev.sluice.internal.engine;

import dev.sluice.execution.ErrorCodes;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.run.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tool calls and child runs of one run that are under way, and how they are told that nobody
 * waits for them any more. Used by whoever's turn it is; only {@link #startNothing()}, {@link
 * #startNothingAtAll()} and the interruptions come from other threads.
 */
final class Calls {
  static final Outcome NOT_CALLED =
      Outcome.Failure.lasting(
          ErrorCodes.CANCELLED, "The run was ending before the tool was called.");

  private static final String ORPHANED =
      "The execution that started this one no longer waits for it.";

  private final ActiveRun run;

  /** The executing thread's calls. */
  private final CallSlot here = new CallSlot();

  private final List<Call> elsewhere = new ArrayList<>(0);
  private Map<UnitId, String> children = Map.of();
  private volatile boolean stopping;

  /** The engine's patience is over. */
  private volatile boolean over;

  private long graceEnds = Long.MAX_VALUE;
  private boolean interruptedByHost;

  /** Whether a step has failed for the host's interrupt, so that no other tool needs to see it. */
  private boolean interruptHeeded;

  Calls(ActiveRun run) {
    this.run = run;
  }

  /** Calls a tool on this thread. */
  Outcome callHere(Work work) {
    EngineCall call = new EngineCall(run, work);
    LogContext.step(work.step().numberText());
    passOnInterrupt();
    here.enter(call);
    boolean byEngine;
    Outcome outcome;
    try {
      // Asked only now: a cancellation sees this call, or this call sees the cancellation.
      boolean tooLate = over || (stopping && !work.id().compensation());
      outcome = tooLate ? NOT_CALLED : run.core.caller().call(call);
    } finally {
      byEngine = here.leave(call);
      LogContext.noStep();
      interruptedByHost |= Thread.interrupted();
    }
    if (byEngine) {
      return cancelled(outcome);
    }
    interruptHeeded |= interrupted(outcome);
    return outcome;
  }

  /**
   * The flag is down while the engine itself is at work, since stores may not like it; what a tool
   * didn't notice, the next one must see, or the wait.
   */
  private void passOnInterrupt() {
    if (hasUnheededInterrupt()) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the host interrupted the executing thread, and nothing has ended for it yet. */
  boolean hasUnheededInterrupt() {
    return interruptedByHost && !interruptHeeded;
  }

  private static boolean interrupted(Outcome outcome) {
    return outcome instanceof Outcome.Failure failure
        && failure.code().equals(ErrorCodes.INTERRUPTED);
  }

  /** Whether an attempt failed for an interruption, whoever's. */
  static boolean isInterruption(Outcome outcome) {
    return interrupted(outcome)
        || (outcome instanceof Outcome.Failure failure
            && failure.code().equals(ErrorCodes.CANCELLED));
  }

  /** Whether nothing is under way that somebody must be told of if it isn't wanted any more. */
  boolean isIdle() {
    return elsewhere.isEmpty() && children.isEmpty();
  }

  /** Whether no tool is at work on another thread. */
  boolean none() {
    return elsewhere.isEmpty();
  }

  /** A failure by an interruption that came from the engine. */
  static Outcome cancelled(Outcome outcome) {
    return interrupted(outcome) && outcome instanceof Outcome.Failure failure
        ? Outcome.Failure.lasting(ErrorCodes.CANCELLED, failure.message())
        : outcome;
  }

  /** Whether the host interrupted the executing thread: it finds its flag set again in the end. */
  boolean interruptedByHost() {
    return interruptedByHost;
  }

  void hostInterrupted() {
    interruptedByHost = true;
    interruptHeeded = true;
  }

  /** From now on no step's tool is called on the executing thread. */
  void startNothing() {
    run.disturb(); // first, as below
    stopping = true;
  }

  /** From now on no tool is called at all, not even for a compensation: the engine closes. */
  void startNothingAtAll() {
    run.disturb(); // first: who finds no tool called must find out why
    over = true;
  }

  /** Whether no tool is called any more, and those at work are interrupted. */
  boolean isOver() {
    return over;
  }

  /** Interrupts the step's tool that is called on the executing thread; not a compensation's. */
  void interruptStepHere() {
    EngineCall running = here.inside();
    if (running != null && !running.work().id().compensation()) {
      here.cancel(running);
    }
  }

  /** Interrupts whatever tool is called on the executing thread. */
  void interruptHere() {
    EngineCall running = here.inside();
    if (running != null) {
      here.cancel(running);
    }
  }

  /** Calls a tool on a thread of the tool executor. */
  void callElsewhere(Work work) {
    Call call = new Call(run, new EngineCall(run, work));
    elsewhere.add(call);
    call.start();
  }

  void ended(Call call) {
    elsewhere.remove(call);
  }

  /** Remembers the run that a parked unit waits for. */
  void adopt(UnitId id, String child) {
    if (children.isEmpty()) {
      children = new HashMap<>();
    }
    String earlier = children.put(id, child);
    if (earlier != null && !earlier.equals(child)) {
      cancel(earlier); // of an attempt that timed out, and was tried again at once
    }
  }

  /** The runs that units wait for. */
  List<String> children() {
    return List.copyOf(children.values());
  }

  private void cancel(String child) {
    run.core.children().cancel(child, ORPHANED);
  }

  /** When tools that don't heed their interruption are given up. */
  long graceEndsMicros() {
    return graceEnds;
  }

  /**
   * Cancels what nobody waits for any more: calls that timed out, and once the run is halted all of
   * them. True if a tool was given up that didn't heed its interruption.
   */
  boolean drop(boolean halted, long now) {
    if (!children.isEmpty()) {
      children.entrySet().removeIf(child -> orphaned(child.getKey(), child.getValue()));
    }
    if (!halted || elsewhere.isEmpty()) {
      graceEnds = Long.MAX_VALUE;
    }
    if (elsewhere.isEmpty()) {
      return false;
    }
    if (halted && graceEnds == Long.MAX_VALUE) {
      graceEnds = now + run.core.cancelGraceMicros();
      List.copyOf(elsewhere).forEach(Call::cancel);
    }
    boolean gaveUp = false;
    for (Call call : List.copyOf(elsewhere)) {
      if (!call.work().isWanted()) {
        elsewhere.remove(call);
        call.cancel();
      } else if (now >= graceEnds) {
        giveUp(call, now);
        gaveUp = true;
      }
    }
    return gaveUp;
  }

  /**
   * Gives up whatever tools are at work. Of a compensation's it is recorded nothing: it may have
   * had its effect or not, and nothing follows from it here.
   */
  void giveUp(long now) {
    List.copyOf(elsewhere).forEach(call -> giveUp(call, now));
  }

  private void giveUp(Call call, long now) {
    elsewhere.remove(call);
    call.cancel();
    if (!(over && call.work().id().compensation())) {
      String message = "The tool didn't heed its interruption.";
      run.decider.outcome(
          call.work(), Outcome.Failure.lasting(ErrorCodes.CANCELLED, message), now, 0);
    }
  }

  /** Cancels everything, without a word to the run. */
  void abandon() {
    List.copyOf(elsewhere).forEach(Call::cancel);
    elsewhere.clear();
    if (!run.claim.isDurable()) { // else whoever goes on with this run needs them
      children.values().forEach(this::cancel);
    }
    children = Map.of();
  }

  private boolean orphaned(UnitId id, String child) {
    if (run.state.waitsFor(id)) {
      return false;
    }
    cancel(child);
    return true;
  }
}
