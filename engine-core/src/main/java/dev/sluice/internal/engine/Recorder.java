package dev.sluice.internal.engine;

import dev.sluice.error.ConflictException;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.RunFact;
import dev.sluice.internal.run.RunState;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.Message;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import java.util.List;

/**
 * Writes what a run has decided, under its claim, and reads what it was told. Used by whoever's
 * turn it is; the claim can be read from any thread.
 */
final class Recorder {
  private final Core core;
  private final NewExecution execution;
  private final RunState state;

  /** Whether everything is written at once in the end. */
  private boolean deferred;

  /**
   * A write.
   *
   * @param facts how many of the facts that aren't written yet
   */
  private record Write(int facts, Header header, @Nullable Notice notice) {}

  /**
   * A write that the store may have performed or not. It is repeated as it was before anything else
   * is written, so that the store can tell that it was here before.
   */
  private @Nullable Write unanswered;

  private volatile @Nullable Fence fence;
  private boolean created;
  private int position;
  private long inboxRead;
  private long inboxWritten;

  Recorder(Core core, NewExecution execution, RunState state, boolean deferred) {
    this.core = core;
    this.execution = execution;
    this.state = state;
    this.deferred = deferred;
  }

  /** Goes on with a run that is there already. */
  void adopt(Claimed claimed) {
    created = true;
    deferred = false;
    position = claimed.stored().facts().size();
    inboxRead = claimed.stored().header().inboxRead();
    inboxWritten = inboxRead;
    fence = claimed.fence();
  }

  @Nullable
  Fence fence() {
    return fence;
  }

  boolean isDeferred() {
    return deferred;
  }

  boolean isCreated() {
    return created;
  }

  /** From now on everything is written at once. */
  void deferNoLonger() {
    deferred = false;
  }

  /** Whether the store was asked to create the run, whatever it answered. */
  boolean isAsked() {
    return created || unanswered != null;
  }

  /** Creates the run, claimed or released. */
  void create(long now, boolean claimed) {
    if (!created) {
      Header header = state.header(at(now), 0, !claimed);
      create(claimed ? core.claimant() : null, new Write(state.unwritten().size(), header, null));
    }
  }

  private void create(@Nullable Claimant claimant, Write first) {
    boolean again = unanswered != null;
    Write write = unanswered == null ? first : unanswered;
    unanswered = write;
    try {
      fence = store().create(execution, claimant, facts(write.facts()), write.header());
    } catch (ConflictException e) {
      if (!again || store().find(null, execution.id()).isEmpty()) {
        throw e;
      }
      // It was created, and another engine has taken it up since: the next write is refused.
      fence = claimant == null ? null : new Fence(execution.id(), claimant.owner(), 1);
    }
    created = true;
    written(write.facts());
  }

  /**
   * Writes what isn't written yet.
   *
   * @param release whether the claim ends with it
   * @return what goes to another run with it, if that was told, or null
   */
  @Nullable
  Notice write(long now, boolean release, @Nullable Notice notice) throws FencedException {
    if (deferred) {
      if (state.ended() && !created) {
        Header header = state.header(at(now), 0, false);
        create(null, new Write(state.unwritten().size(), header, null));
      }
      return null;
    }
    if (notice != null && !isAsked()) { // a notice goes with an append
      Header nothingYet = new Header(ExecutionStatus.PENDING, 0, 0, now, now, 0, false);
      create(core.claimant(), new Write(0, nothingYet, null));
    }
    create(now, true);
    Notice told = repeat();
    boolean news = !state.unwritten().isEmpty() || inboxRead > inboxWritten;
    if (fence == null || !(news || release)) {
      return told;
    }
    Header header = state.header(at(now), inboxRead, release);
    append(state.unwritten().size(), header, notice);
    return notice;
  }

  /** Gives the claim back: the run is due at once, for whoever takes it up. */
  void giveBack(long now) throws FencedException {
    repeat();
    if (fence != null) {
      Header as = state.header(at(now), inboxRead, true);
      Header due =
          new Header(
              as.status(), as.startedMicros(), as.completedMicros(), now, now, inboxRead, true);
      append(state.unwritten().size(), due, null);
    }
  }

  /** Whether the claim was given back. */
  boolean isReleased() {
    return created && !deferred && fence == null;
  }

  private @Nullable Notice repeat() throws FencedException {
    Write again = unanswered;
    if (again == null) {
      return null;
    }
    append(again);
    return again.notice();
  }

  private void append(Write write) throws FencedException {
    append(write.facts(), write.header(), write.notice());
  }

  private void append(int count, Header header, @Nullable Notice notice) throws FencedException {
    Fence claim = fence;
    if (claim == null) {
      return;
    }
    try {
      store().append(claim, position, facts(count), header, notice);
      inboxWritten = header.inboxRead();
      if (header.isReleased()) {
        fence = null;
      }
      written(count);
    } catch (Throwable e) {
      unanswered = new Write(count, header, notice);
      throw e;
    }
  }

  private List<RunFact> facts(int count) {
    List<RunFact> all = state.unwritten();
    return count == all.size() ? all : all.subList(0, count);
  }

  private void written(int count) {
    core.events().written(execution, state, count);
    position += count;
    state.written(count);
    if (unanswered != null) { // a write would cost more
      unanswered = null;
    }
  }

  /** What came into the inbox since it was last read. */
  List<Message> mail() {
    return created && !deferred ? store().inbox(execution.id(), inboxRead) : List.of();
  }

  void read(Message message) {
    inboxRead = message.number();
  }

  /** Of no use to a store that isn't shared, for which headers can then be used again. */
  private long at(long now) {
    return core.isShared() ? now : 0;
  }

  private ExecutionStore store() {
    return core.store().executions();
  }
}
