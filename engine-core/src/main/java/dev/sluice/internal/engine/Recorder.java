package dev.sluice.internal.engine;

import dev.sluice.internal.run.RunState;
import dev.sluice.store.Claimed;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.Message;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  @Nullable Fence fence() {
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

  /** Creates the run, claimed or released. */
  void create(long now, boolean claimed) {
    if (!created) {
      Header header = state.header(at(now), 0, !claimed);
      fence =
          store().create(execution, claimed ? core.claimant() : null, state.unwritten(), header);
      created = true;
      written();
    }
  }

  /**
   * Writes what isn't written yet.
   *
   * @param release whether the claim ends with it
   * @return what goes to another run with it, if that was told, or null
   */
  @Nullable Notice write(long now, boolean release, @Nullable Notice notice)
      throws FencedException {
    if (deferred) {
      if (state.ended() && !created) {
        store().create(execution, null, state.unwritten(), state.header(at(now), 0, false));
        created = true;
        written();
      }
      return null;
    }
    create(now, true);
    Fence claim = fence;
    boolean news = !state.unwritten().isEmpty() || inboxRead > inboxWritten;
    if (claim == null || !(news || release)) {
      return null;
    }
    store()
        .append(
            claim, position, state.unwritten(), state.header(at(now), inboxRead, release), notice);
    inboxWritten = inboxRead;
    written();
    return notice;
  }

  /** Gives the claim back: the run is due at once, for whoever takes it up. */
  void giveBack(long now) throws FencedException {
    Fence claim = fence;
    if (claim != null) {
      Header as = state.header(at(now), inboxRead, true);
      Header due =
          new Header(
              as.status(), as.startedMicros(), as.completedMicros(), now, now, inboxRead, true);
      store().append(claim, position, state.unwritten(), due, null);
      fence = null;
      written();
    }
  }

  private void written() {
    core.events().written(execution, state);
    position += state.unwritten().size();
    state.written();
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
