package dev.sluice.nodes;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.Message;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.Store;
import dev.sluice.store.StoredExecution;
import dev.sluice.testkit.DelegatingStore;
import dev.sluice.testkit.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store as one node reaches it: requests and answers get lost or are late, and the node may die
 * or stand still on either side of each.
 */
final class NodeStore extends DelegatingStore {
  private final Node node;
  private final Simulation world;
  private final Faults faults;
  private final @Nullable Truth truth;

  NodeStore(Node node, Simulation world, Store store, Faults faults, @Nullable Truth truth) {
    super(store);
    this.node = node;
    this.world = world;
    this.faults = faults;
    this.truth = truth;
  }

  /** A moment on the way to the store or back. */
  private void pass(@Nullable String executionId) {
    node.check();
    if (faults.crashesNow()) {
      node.kill();
    } else if (faults.pausesNow()) {
      node.pause(faults.pauseMs());
    }
    node.check();
    if (faults.delaysNow()) {
      world.pauseBriefly(faults.delayMs());
      node.check();
    }
    if (faults.losesNow()) {
      throw new StoreUnavailableException(executionId, new Exception("lost"), true);
    }
  }

  private interface Question<T> {
    T ask() throws FencedException;
  }

  private <T> T ask(@Nullable String executionId, Question<T> question) throws FencedException {
    pass(executionId);
    T answer = question.ask();
    pass(executionId);
    return answer;
  }

  private <T> T askPlainly(@Nullable String executionId, Question<T> question) {
    try {
      return ask(executionId, question);
    } catch (FencedException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T askOfLeases(Question<T> question) {
    Long asked = node.health.asks();
    try {
      T answer = askPlainly(null, question);
      node.health.answered(asked);
      return answer;
    } catch (StoreUnavailableException e) {
      node.health.refused(asked);
      throw e;
    }
  }

  @Override
  public Fence create(
      NewExecution execution, Claimant claimant, List<? extends Fact> facts, Header header) {
    List<Fact> copy = List.copyOf(facts);
    Fence fence = askPlainly(execution.id(), () -> super.create(execution, claimant, copy, header));
    if (truth != null) {
      truth.answered(execution.id(), fence, 0, copy);
    }
    return fence;
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, Notice notice)
      throws FencedException {
    List<Fact> copy = List.copyOf(facts);
    ask(
        fence.executionId(),
        () -> {
          super.append(fence, position, copy, header, notice);
          return true;
        });
    if (truth != null) {
      truth.answered(fence.executionId(), null, position, copy);
    }
  }

  @Override
  public List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
    List<Claimed> claimed = askPlainly(null, () -> super.claim(claimant, queues, except, most));
    if (truth != null) {
      claimed.forEach(one -> truth.answered(one.fence().executionId(), one.fence(), 0, List.of()));
    }
    return claimed;
  }

  @Override
  public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
    List<Fence> copy = List.copyOf(fences);
    return askOfLeases(() -> super.renew(claimant, copy));
  }

  @Override
  public Set<String> withMail(String owner) {
    return askOfLeases(() -> super.withMail(owner));
  }

  @Override
  public boolean post(String caller, String executionId, Fact content) {
    return askPlainly(executionId, () -> super.post(caller, executionId, content));
  }

  @Override
  public List<Message> inbox(String executionId, long after) {
    return askPlainly(executionId, () -> super.inbox(executionId, after));
  }

  @Override
  public Optional<StoredExecution> find(String caller, String executionId) {
    return askPlainly(executionId, () -> super.find(caller, executionId));
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(String caller, String key) {
    return askPlainly(null, () -> super.findByIdempotencyKey(caller, key));
  }

  @Override
  public List<StoredExecution> list(ExecutionQuery query) {
    return askPlainly(null, () -> super.list(query));
  }

  @Override
  public byte[] tokenSecret() {
    return "the secret of all nodes".getBytes(StandardCharsets.UTF_8);
  }
}
