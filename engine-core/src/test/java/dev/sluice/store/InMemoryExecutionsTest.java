package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.error.ConflictException;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InMemoryExecutionsTest {
  private static final Workflow WORKFLOW = Workflow.builder("w").step(Step.of("echo")).build();

  private static NewExecution keyed(String id, String key) {
    return new NewExecution(
        id,
        "caller",
        WORKFLOW,
        Map.of(),
        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode(),
        1,
        new NewExecution.Start(key, null, 0, List.of(), 0, 0, 0, 0, "default"));
  }

  private static Header header(ExecutionStatus status) {
    return new Header(status, 1, status.isEnded() ? 1 : 0, Header.NEVER);
  }

  @Test
  void whoever_finds_an_idempotency_key_taken_finds_the_run_that_took_it() throws Exception {
    ExecutionStore store = Store.inMemory().executions();
    int rounds = 5_000;
    AtomicInteger missing = new AtomicInteger();
    AtomicInteger conflicts = new AtomicInteger();
    AtomicInteger[] arrived = new AtomicInteger[rounds];
    for (int i = 0; i < rounds; i++) {
      arrived[i] = new AtomicInteger();
    }
    Thread[] threads = new Thread[2];
    for (int t = 0; t < threads.length; t++) {
      int thread = t;
      threads[t] =
          new Thread(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  arrived[round].incrementAndGet();
                  for (int spin = 0; spin < 10_000 && arrived[round].get() < 2; spin++) {
                    Thread.onSpinWait();
                  }
                  try {
                    store.create(
                        keyed("run " + round + " of " + thread, "key " + round),
                        new Claimant("owner", 1),
                        List.of(),
                        header(ExecutionStatus.RUNNING));
                  } catch (ConflictException e) {
                    conflicts.incrementAndGet();
                    if (store.findByIdempotencyKey("caller", "key " + round).isEmpty()) {
                      missing.incrementAndGet();
                    }
                  }
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(conflicts).hasValue(rounds);
    assertThat(missing).hasValue(0);
  }

  @Test
  void a_refused_creation_leaves_nothing_behind() {
    ExecutionStore store = Store.inMemory().executions();
    store.create(keyed("1", "a"), null, List.of(), header(ExecutionStatus.PENDING));
    for (NewExecution refused : List.of(keyed("2", "a"), keyed("1", "b"))) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> store.create(refused, null, List.of(), header(ExecutionStatus.PENDING)))
          .isInstanceOf(ConflictException.class);
    }
    assertThat(store.list(ExecutionQuery.all())).hasSize(1);
    assertThat(store.findByIdempotencyKey("caller", "b")).isEmpty();
    assertThat(store.findByIdempotencyKey("caller", "a").orElseThrow().execution().id())
        .isEqualTo("1");
  }

  @Test
  void the_oldest_ended_runs_are_dropped_with_their_keys_and_never_one_that_has_not_ended() {
    ExecutionStore store = Store.inMemory(2).executions();
    store.create(
        keyed("open", "open"),
        new Claimant("owner", 1),
        List.of(),
        header(ExecutionStatus.RUNNING));
    for (int i = 0; i < 5; i++) {
      store.create(keyed("run " + i, "key " + i), null, List.of(), header(ExecutionStatus.FAILED));
    }
    assertThat(store.list(ExecutionQuery.all()))
        .extracting(stored -> stored.execution().id())
        .containsExactlyInAnyOrder("open", "run 3", "run 4");
    assertThat(store.findByIdempotencyKey("caller", "key 2")).isEmpty();
    assertThat(store.findByIdempotencyKey("caller", "key 3")).isPresent();
    store.create(keyed("again", "key 2"), null, List.of(), header(ExecutionStatus.FAILED));
  }
}
