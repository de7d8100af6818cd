package dev.sluice.store;

import dev.sluice.error.ConflictException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs in memory. Facts are kept as the objects they are; nothing is copied on the way in. Ended
 * runs beyond the bound are dropped, oldest end first.
 */
final class InMemoryExecutions implements ExecutionStore {
  private static final Comparator<NewExecution> NEWEST_FIRST =
      Comparator.comparingLong(NewExecution::createdMicros)
          .thenComparing(NewExecution::id)
          .reversed();

  private final int keepNewest;
  private final ConcurrentHashMap<String, InMemoryRun> runs = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Key, String> keys = new ConcurrentHashMap<>();
  private final Queue<InMemoryRun> ended = new ConcurrentLinkedQueue<>();
  private final AtomicInteger endedCount = new AtomicInteger();

  private record Key(String caller, String idempotencyKey) {}

  InMemoryExecutions(int keepNewest) {
    if (keepNewest < 1) {
      throw new IllegalArgumentException("at least 1 ended run must be kept, not " + keepNewest);
    }
    this.keepNewest = keepNewest;
  }

  @Override
  public @Nullable Fence create(
      NewExecution execution, @Nullable String owner, List<? extends Fact> facts, Header header) {
    Fence fence = owner == null ? null : new Fence(execution.id(), owner, 1);
    InMemoryRun run = new InMemoryRun(execution, fence, facts, header);
    Key key = key(execution);
    if (key == null) {
      insert(run);
    } else {
      // The run first, then its key, as one: whoever finds the key taken finds the run.
      keys.compute(
          key,
          (same, taken) -> {
            if (taken != null) {
              throw new ConflictException(
                  "The idempotency key is taken already by another execution of this caller.");
            }
            insert(run);
            return execution.id();
          });
    }
    if (header.status().isEnded()) {
      retire(run);
    }
    return fence;
  }

  private void insert(InMemoryRun run) {
    if (runs.putIfAbsent(run.execution.id(), run) != null) {
      throw new ConflictException("The execution id " + run.execution.id() + " is taken.");
    }
  }

  @Override
  public void append(Fence fence, List<? extends Fact> facts, Header header)
      throws FencedException {
    InMemoryRun run = runs.get(fence.executionId());
    if (run == null) {
      throw new FencedException(fence);
    }
    run.append(fence, facts, header);
    if (header.status().isEnded()) {
      retire(run);
    }
  }

  private void retire(InMemoryRun run) {
    ended.add(run);
    if (endedCount.incrementAndGet() > keepNewest) {
      InMemoryRun oldest = ended.poll();
      if (oldest != null) {
        endedCount.decrementAndGet();
        Key key = key(oldest.execution);
        if (key != null) {
          keys.remove(key);
        }
        runs.remove(oldest.execution.id());
      }
    }
  }

  private static @Nullable Key key(NewExecution execution) {
    String key = execution.start().idempotencyKey();
    return key == null ? null : new Key(execution.caller(), key);
  }

  @Override
  public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
    InMemoryRun run = runs.get(executionId);
    if (run == null || (caller != null && !caller.equals(run.execution.caller()))) {
      return Optional.empty();
    }
    return Optional.of(run.snapshot());
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey) {
    String id = keys.get(new Key(caller, idempotencyKey));
    return id == null ? Optional.empty() : find(caller, id);
  }

  @Override
  public List<StoredExecution> list(ExecutionQuery query) {
    List<InMemoryRun> found = new ArrayList<>();
    for (InMemoryRun run : runs.values()) {
      if (matches(query, run)) {
        found.add(run);
      }
    }
    found.sort(Comparator.comparing(run -> run.execution, NEWEST_FIRST));
    return found.stream().limit(query.limit()).map(InMemoryRun::snapshot).toList();
  }

  private static boolean matches(ExecutionQuery query, InMemoryRun run) {
    NewExecution execution = run.execution;
    Instant created = Micros.instant(execution.createdMicros());
    Instant after = query.afterCreated();
    return (query.caller() == null || query.caller().equals(execution.caller()))
        && (query.workflowId() == null || query.workflowId().equals(execution.workflow().id()))
        && (query.tag() == null || execution.start().tags().contains(query.tag()))
        && (query.createdFrom() == null || !created.isBefore(query.createdFrom()))
        && (query.createdBefore() == null || created.isBefore(query.createdBefore()))
        && (after == null
            || created.isBefore(after)
            || (created.equals(after)
                && execution.id().compareTo(String.valueOf(query.afterId())) < 0))
        && (query.status() == null || query.status() == run.header().status());
  }
}
