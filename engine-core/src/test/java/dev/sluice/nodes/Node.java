package dev.sluice.nodes;

import dev.sluice.host.Gate;
import dev.sluice.host.Host;
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
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A machine in a simulated world: it can die at any moment, and its clock may differ. Nothing that
 * it had planned happens afterwards, and the store hears nothing of it.
 */
final class Node {
  /** Unwinds whatever a dead machine was doing. */
  static final class Dead extends Error {
    private static final long serialVersionUID = 1L;

    Dead() {
      super("this node is dead", null, false, false);
    }
  }

  private static long nextId;

  private final Simulation world;
  private final long skewMs;
  private boolean dead;

  Node(Simulation world, long skewMs) {
    this.world = world;
    this.skewMs = skewMs;
  }

  void kill() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  private void alive() {
    if (dead) {
      throw new Dead();
    }
  }

  private Runnable whileAlive(Runnable task) {
    return () -> {
      if (!dead) {
        try {
          task.run();
        } catch (Dead e) {
          // That was its end.
        }
      }
    };
  }

  Host host() {
    InstantSource clock = () -> world.instant().plusMillis(skewMs);
    return Host.builder()
        .clock(clock)
        .ticker(world)
        .sleeper(
            (Gate gate, long most) -> {
              alive();
              world.await(gate, most);
              alive();
            })
        .timers((task, nanos) -> world.after(whileAlive(task), nanos))
        .toolExecutor(task -> world.execute(whileAlive(task)))
        .random(new Random(world.random().nextLong()))
        .ids(() -> String.format("00000000-0000-7000-8000-%012x", nextId++))
        .build();
  }

  /** The store, as long as this node lives. */
  Store store(Store store) {
    return new DelegatingStore(store) {
      @Override
      public Fence create(
          NewExecution execution, Claimant claimant, List<? extends Fact> facts, Header header) {
        alive();
        return super.create(execution, claimant, facts, header);
      }

      @Override
      public void append(
          Fence fence, int position, List<? extends Fact> facts, Header header, Notice notice)
          throws FencedException {
        alive();
        super.append(fence, position, facts, header, notice);
      }

      @Override
      public List<Claimed> claim(
          Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
        alive();
        return super.claim(claimant, queues, except, most);
      }

      @Override
      public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
        alive();
        return super.renew(claimant, fences);
      }

      @Override
      public boolean post(String caller, String executionId, Fact content) {
        alive();
        return super.post(caller, executionId, content);
      }

      @Override
      public List<Message> inbox(String executionId, long after) {
        alive();
        return super.inbox(executionId, after);
      }

      @Override
      public Optional<StoredExecution> find(String caller, String executionId) {
        return super.find(caller, executionId);
      }

      @Override
      public List<StoredExecution> list(ExecutionQuery query) {
        return super.list(query);
      }

      @Override
      public byte[] tokenSecret() {
        return "the secret of all nodes".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      }
    };
  }
}
