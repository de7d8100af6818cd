package dev.sluice.store;

import dev.sluice.error.ConflictException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
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

  private final boolean shared;
  private final LongSupplier clock;
  private final BoundedIndex<InMemoryRun> runs;
  private final ConcurrentHashMap<InMemoryRun.Key, String> keys = new ConcurrentHashMap<>();

  /**
   * A store.
   *
   * @param keepNewest how many ended runs are kept
   * @param shared whether several engines work on it
   * @param clock its own, in microseconds; asked only where leases and due times matter
   */
  InMemoryExecutions(int keepNewest, boolean shared, LongSupplier clock) {
    if (keepNewest < 1) {
      throw new IllegalArgumentException("at least 1 ended run must be kept, not " + keepNewest);
    }
    this.runs = new BoundedIndex<>(keepNewest);
    this.shared = shared;
    this.clock = clock;
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  private long now() {
    return shared ? clock.getAsLong() : 0;
  }

  @Override
  public @Nullable Fence create(
      NewExecution execution,
      @Nullable Claimant claimant,
      List<? extends Fact> facts,
      Header header) {
    InMemoryRun present = shared ? runs.find(execution.id()) : null;
    if (present != null && present.isJust(execution, claimant, facts)) {
      return claimant == null ? null : new Fence(execution.id(), claimant.owner(), 1);
    }
    InMemoryRun run = new InMemoryRun(execution, claimant, facts, header, now());
    if (run.key == null) {
      insert(run);
    } else {
      // The run first, then its key, as one: whoever finds the key taken finds the run.
      keys.compute(
          run.key,
          (same, taken) -> {
            if (taken != null && runs.find(taken) != null) { // else it was just forgotten
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
    return claimant == null ? null : run.fence(claimant.owner());
  }

  private void insert(InMemoryRun run) {
    if (!runs.add(run.id, run)) {
      throw new ConflictException("The execution id " + run.execution.id() + " is taken.");
    }
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, @Nullable Notice notice)
      throws FencedException {
    InMemoryRun run =
        fence instanceof InMemoryFence known ? known.run : runs.find(fence.executionId());
    if (run == null) {
      throw new FencedException(fence);
    }
    boolean first = run.append(fence, position, facts, header, now());
    if (notice != null && first) {
      post(null, notice.executionId(), notice.content());
    }
    if (header.status().isEnded() && first) {
      retire(run);
    }
  }

  @Override
  public List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
    List<Claimed> claimed = new ArrayList<>();
    claim(claimant, queues, except, most, true, claimed);
    claim(claimant, queues, except, most, false, claimed);
    return claimed;
  }

  private void claim(
      Claimant claimant,
      Collection<String> queues,
      Collection<String> except,
      int most,
      boolean expired,
      List<Claimed> into) {
    long now = now();
    List<InMemoryRun> free = new ArrayList<>();
    for (InMemoryRun run : runs.all()) {
      if (run.isFree(expired, now)
          && queues.contains(run.execution.start().queue())
          && !except.contains(run.execution.id())) {
        free.add(run);
      }
    }
    free.sort(
        Comparator.<InMemoryRun>comparingInt(run -> expired ? 0 : -run.execution.start().priority())
            .thenComparingLong(InMemoryRun::until)
            .thenComparing(run -> run.execution.id()));
    for (InMemoryRun run : free) {
      Claimed claimed = into.size() < most ? run.claimIfFree(claimant, expired, now) : null;
      if (claimed != null) {
        into.add(claimed);
      }
    }
  }

  @Override
  public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
    Set<String> renewed = new HashSet<>();
    for (Fence fence : fences) {
      InMemoryRun run = runs.find(fence.executionId());
      if (run != null && run.renew(claimant, fence, now())) {
        renewed.add(fence.executionId());
      }
    }
    return renewed;
  }

  @Override
  public boolean post(@Nullable String caller, String executionId, Fact content) {
    InMemoryRun run = runs.find(executionId);
    return run != null
        && (caller == null || caller.equals(run.execution.caller()))
        && run.post(content, now());
  }

  @Override
  public List<Message> inbox(String executionId, long after) {
    InMemoryRun run = runs.find(executionId);
    return run == null ? List.of() : run.inbox(after);
  }

  @Override
  public Set<String> withMail(String owner) {
    Set<String> found = new HashSet<>();
    for (InMemoryRun run : runs.all()) {
      if (run.hasMailFor(owner)) {
        found.add(run.execution.id());
      }
    }
    return found;
  }

  @Override
  public int purge(long endedBeforeMicros, int most) {
    int count = 0;
    for (InMemoryRun run : runs.allEnded()) {
      if (count < most && run.header().completedMicros() < endedBeforeMicros && forget(run)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public int erase(String caller) {
    int count = 0;
    for (InMemoryRun run : runs.all()) {
      if (run.execution.caller().equals(caller)) {
        run.erase();
        forget(run);
        count++;
      }
    }
    return count;
  }

  private boolean forget(InMemoryRun run) {
    forgetKey(run);
    return runs.forget(run.id, run);
  }

  private void retire(InMemoryRun run) {
    Object forgotten = runs.end(run.id, run); // a cast would read it: see there
    if (!keys.isEmpty() && forgotten instanceof InMemoryRun old) {
      forgetKey(old);
    }
  }

  private void forgetKey(InMemoryRun run) {
    if (run.key != null) {
      keys.remove(run.key, run.id);
    }
  }

  @Override
  public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
    InMemoryRun run = runs.find(executionId);
    if (run == null || (caller != null && !caller.equals(run.execution.caller()))) {
      return Optional.empty();
    }
    return Optional.of(run.snapshot());
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey) {
    String id = keys.get(new InMemoryRun.Key(caller, idempotencyKey));
    return id == null ? Optional.empty() : find(caller, id);
  }

  @Override
  public List<StoredExecution> list(ExecutionQuery query) {
    List<InMemoryRun> found = new ArrayList<>();
    for (InMemoryRun run : runs.all()) {
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
