package dev.sluice.jdbc;

import dev.sluice.store.Claimant;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.HeaderFacts;
import dev.sluice.store.NewExecution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a write that was here before, and whose answer was lost, from one that comes too late. */
final class Repetition {
  private Repetition() {}

  /**
   * Whether a creation that found its id taken was here before. Others may have claimed the run
   * since: then its first facts are these, and its first claim is no longer the newest, so that the
   * next write is refused.
   */
  static boolean isOf(
      Creation creation, List<? extends Fact> facts, Reading.@Nullable Found found) {
    if (found == null) {
      return false;
    }
    StoredRow row = found.row();
    NewExecution run = creation.run();
    Claimant claimant = creation.claimant();
    List<Fact> stored = found.stored().facts();
    return row.hash().equals(creation.hash())
        && row.createdMicros() == run.createdMicros()
        && (claimant == null || row.attempt() > 1 || isAsLeft(found, claimant, facts))
        && areAt(stored, 0, facts);
  }

  /** Whether a run is as its creator left it, who can't have gone on without an answer. */
  private static boolean isAsLeft(
      Reading.Found found, Claimant claimant, List<? extends Fact> facts) {
    String owner = found.row().owner();
    return found.row().attempt() == 1
        && (owner == null
            ? found.stored().header().status().isEnded()
            : owner.equals(claimant.owner()))
        && found.stored().facts().size() == facts.size();
  }

  /** Whether an append that found another position was here before. */
  static boolean isOf(
      Fence fence, int position, List<? extends Fact> facts, Reading.@Nullable Found found) {
    return found != null
        && found.row().attempt() == fence.attempt()
        && (found.row().owner() == null || found.row().owner().equals(fence.owner()))
        && found.stored().facts().size() == position + facts.size()
        && areAt(found.stored().facts(), position, facts);
  }

  private static boolean areAt(List<Fact> stored, int position, List<? extends Fact> facts) {
    if (stored.size() < position + facts.size()) {
      return false;
    }
    for (int i = 0; i < facts.size(); i++) {
      if (!HeaderFacts.isSame(stored.get(position + i), facts.get(i))) {
        return false;
      }
    }
    return true;
  }
}
