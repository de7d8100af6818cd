package dev.sluice.nodes;

import dev.sluice.error.ConflictException;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.testkit.DelegatingStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The true store, seen through one mistake. One for each node. */
final class Mutant extends DelegatingStore {
  private final Mutation mutation;
  private final Truth truth;
  private final Node node;
  private final Map<String, Fact> withheld = new HashMap<>();

  Mutant(Mutation mutation, Truth truth, Node node) {
    super(truth);
    this.mutation = mutation;
    this.truth = truth;
    this.node = node;
    truth.expiredLast |= mutation == Mutation.EXPIRED_AFTER_NEW;
  }

  private interface Write {
    void perform() throws FencedException;
  }

  private void byItsClock(Write write) throws FencedException {
    truth.skewClock(mutation == Mutation.CLOCK_OF_THE_NODE ? node.skewMs : 0);
    try {
      write.perform();
    } finally {
      truth.skewClock(0);
    }
  }

  @Override
  public Fence create(
      NewExecution execution, Claimant claimant, List<? extends Fact> facts, Header header) {
    if (mutation == Mutation.NO_REREAD_AFTER_A_LOST_ANSWER
        && truth.runs.containsKey(execution.id())) {
      throw new ConflictException("the id is taken");
    }
    Fence[] fence = {null};
    try {
      byItsClock(() -> fence[0] = super.create(execution, claimant, facts, header));
    } catch (FencedException e) {
      throw new IllegalStateException(e);
    }
    return fence[0];
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, Notice notice)
      throws FencedException {
    String id = fence.executionId();
    Truth.Run run = truth.runs.get(id);
    if (mutation == Mutation.NO_REREAD_AFTER_A_LOST_ANSWER && run.size != position) {
      throw new FencedException(fence);
    } else if (mutation == Mutation.NO_FENCE
        && run.held
        && run.fence.attempt() != fence.attempt()) {
      super.append(run.fence, run.size, facts, header, notice);
    } else if (mutation == Mutation.INTENT_AFTER_THE_CALL) {
      intentLater(fence, position, facts, header, notice);
    } else {
      byItsClock(() -> super.append(fence, position, facts, header, notice));
    }
  }

  private void intentLater(
      Fence fence, int position, List<? extends Fact> facts, Header header, Notice notice)
      throws FencedException {
    String claim = fence.executionId() + fence.attempt();
    Fact earlier = withheld.get(claim);
    List<Fact> all = new ArrayList<>(facts);
    int at = position;
    if (earlier != null && (all.isEmpty() || all.get(0) != earlier)) {
      all.add(0, earlier);
      at--;
    }
    Fact last = all.isEmpty() ? null : all.get(all.size() - 1);
    boolean intent = last != null && last.kind().equals("intent");
    if (intent) {
      all.remove(all.size() - 1);
    }
    super.append(fence, at, all, header, notice);
    withheld.remove(claim);
    if (intent) {
      withheld.put(claim, last);
    }
  }

  @Override
  public List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
    List<Claimed> claimed = new ArrayList<>();
    try {
      byItsClock(() -> claimed.addAll(super.claim(claimant, queues, except, most)));
    } catch (FencedException e) {
      throw new IllegalStateException(e);
    }
    return claimed;
  }

  @Override
  public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
    Set<Fence> all = new HashSet<>(fences);
    if (mutation == Mutation.RENEW_EVERYTHING_I_OWN) {
      for (Truth.Run run : truth.runs.values()) {
        if (run.held && run.fence != null && run.fence.owner().equals(claimant.owner())) {
          all.add(run.fence);
        }
      }
    }
    Set<String> kept = new HashSet<>();
    try {
      byItsClock(() -> kept.addAll(super.renew(claimant, all)));
    } catch (FencedException e) {
      throw new IllegalStateException(e);
    }
    return kept;
  }
}
