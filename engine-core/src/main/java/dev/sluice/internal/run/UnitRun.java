package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.RunFact.Ended;

/** How far one unit of work has come. Written by the run's single writer only. */
class UnitRun {
  enum State {
    /** Not begun. */
    IDLE,
    /** Its tool is being called, or its loop is under way. */
    RUNNING,
    /** Between attempts. */
    RETRYING,
    /** Waits for a completion or a time. */
    PARKED,
    /** Ended, failed or was skipped. */
    ENDED
  }

  final UnitId id;
  final int slot;
  State state = State.IDLE;
  int attempt;
  long startedAt;

  /** When the retry, the end of the waiting or the call's deadline is due. */
  long dueAt = Long.MAX_VALUE;

  /** What a parked unit has when its time comes; null if it then times out. */
  @Nullable JsonNode dueValue;

  /** A completion of an attempt that came before the tool said that it is pending, or failed. */
  @Nullable Outcome early;

  int earlyAttempt;

  /** The attempt that was announced, and of which no outcome is recorded; 0 for none. */
  int intent;

  /** The last attempt that counts as a call. */
  int counted;

  /** Whether an earlier life of the run may have made the next call, and couldn't say so. */
  boolean mayHaveBegun;

  /** Whether it waits for someone to say what became of a call. */
  boolean uncertain;

  /** Why its latest attempt failed, while another is due. */
  @Nullable String code;

  @Nullable String error;

  /** The fact that ended it; null for a step that was skipped. */
  private @Nullable Ended end;

  /** Its compensation, once that is due. */
  @Nullable UnitRun undo;

  UnitRun(UnitId id, int slot) {
    this.id = id;
    this.slot = slot;
  }

  boolean ended() {
    return state == State.ENDED;
  }

  boolean waits() {
    return state == State.RETRYING || state == State.PARKED;
  }

  /** Whether someone waits for what its attempt comes to. */
  boolean isAwaited() {
    return state == State.PARKED || state == State.RUNNING;
  }

  /** The completion of this attempt that came before the tool was done with it. */
  @Nullable
  Outcome kept() {
    return earlyAttempt == attempt ? early : null;
  }

  /**
   * Whether an attempt is the next one, though it has a token already: its call was made by an
   * earlier life of the run, which couldn't write it any more.
   */
  boolean isLostCall(int next) {
    return next == attempt + 1 && (state == State.IDLE || state == State.RETRYING);
  }

  /** The fact that ended it; null for one that runs still, or was skipped. */
  @Nullable
  Ended end() {
    return end;
  }

  /** How it ended, or that it runs still. */
  StepStatus status() {
    Ended fact = end;
    if (fact != null) {
      return fact.status();
    }
    return ended() ? StepStatus.SKIPPED : StepStatus.RUNNING;
  }

  /** What it has; JSON null unless it succeeded. */
  JsonNode result() {
    Ended fact = end;
    return fact == null ? NullNode.instance : fact.result();
  }

  /** Why it, or its latest attempt, failed: the code, or null. */
  @Nullable
  String code() {
    Ended fact = end;
    return fact == null ? code : fact.code();
  }

  /** Why it, or its latest attempt, failed: the message, or null. */
  @Nullable
  String error() {
    Ended fact = end;
    return fact == null ? error : fact.error();
  }

  /** Milliseconds from its first attempt; -1 while it runs. */
  long tookMs() {
    Ended fact = end;
    if (fact != null) {
      return fact.tookMs();
    }
    return ended() ? 0 : -1;
  }

  /** What its latest attempt failed for is past. */
  void retried() {
    if (code != null) { // most units are never tried again: a write would cost more
      code = null;
      error = null;
    }
  }

  void end(Ended fact) {
    state = State.ENDED;
    end = fact;
    attempt = fact.attempt();
    dueAt = Long.MAX_VALUE;
    if (early != null) { // a write would cost more
      early = null;
    }
    intent = 0;
  }
}
