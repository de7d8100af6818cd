package dev.sluice.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run in memory: what it is made from, its facts so far, its header, its newest claim and its
 * inbox. Guarded by itself.
 */
final class InMemoryRun {
  /** A run without retries has one fact a step; large workflows often end early. */
  private static final int MOST_EXPECTED = 64;

  final NewExecution execution;

  final String id;

  /** Its caller's key for it, or null. */
  final @Nullable Key key;

  private Fact[] facts;
  private int size;
  private Header header;
  private @Nullable String owner;
  private long attempt;

  /** While it is claimed, when the lease expires; while it is released, when it is due. */
  private long until;

  private int recoveries;
  private @Nullable List<Message> inbox;
  private boolean erased;

  record Key(String caller, String idempotencyKey) {}

  InMemoryRun(
      NewExecution execution,
      @Nullable Claimant claimant,
      List<? extends Fact> first,
      Header header,
      long now) {
    this.execution = execution;
    this.id = execution.id();
    String idempotencyKey = execution.start().idempotencyKey();
    this.key = idempotencyKey == null ? null : new Key(execution.caller(), idempotencyKey);
    this.header = header;
    this.facts =
        new Fact[first.size() + Math.min(MOST_EXPECTED, execution.workflow().steps().size() + 1)];
    add(first);
    if (claimant == null) {
      until = after(now, header.wakeAfterMicros());
    } else {
      claim(claimant, now);
    }
  }

  private void claim(Claimant claimant, long now) {
    owner = claimant.owner();
    attempt++;
    until = after(now, claimant.leaseMicros());
  }

  private static long after(long now, long micros) {
    return micros > Header.NEVER - now ? Header.NEVER : now + micros;
  }

  /** Whether a second creation is a question repeated, possibly after others claimed the run. */
  synchronized boolean isJust(
      NewExecution other, @Nullable Claimant claimant, List<? extends Fact> first) {
    return other == execution
        && (claimant == null
            || attempt > 1
            || (claimant.owner().equals(owner) && size == first.size()))
        && size >= first.size()
        && Arrays.asList(facts).subList(0, first.size()).equals(first);
  }

  synchronized Fence fence(String claimedBy) {
    return new InMemoryFence(this, claimedBy, attempt);
  }

  /** True unless the run had ended already: then it was here before. */
  synchronized boolean append(
      Fence writer, int position, List<? extends Fact> more, Header next, long now)
      throws FencedException {
    boolean same = writer.attempt() == attempt && !erased;
    if (same && size == position + more.size() && size > position) {
      return !header.status().isEnded(); // it was here before; its answer was lost
    }
    if (!same || !writer.owner().equals(owner) || size != position) {
      throw new FencedException(writer);
    }
    add(more);
    if (header != next) { // a write would cost more
      header = next;
    }
    if (next.status().isEnded()) {
      owner = null;
      inbox = null;
    } else if (next.isReleased()) {
      owner = null;
      until = hasMail() ? now : after(now, next.wakeAfterMicros());
    }
    return true;
  }

  private boolean hasMail() {
    return inbox != null && inbox.size() > header.inboxRead();
  }

  synchronized boolean hasMailFor(String claimedBy) {
    return claimedBy.equals(owner) && hasMail();
  }

  synchronized boolean post(Fact content, long now) {
    if (header.status().isEnded() || erased) {
      return false;
    }
    List<Message> box = inbox;
    if (box == null) {
      box = new ArrayList<>(2);
      inbox = box;
    }
    box.add(new Message(box.size() + 1L, content));
    if (owner == null) {
      until = Math.min(until, now);
    }
    return true;
  }

  synchronized List<Message> inbox(long after) {
    List<Message> box = inbox;
    return box == null || box.size() <= after
        ? List.of()
        : List.copyOf(box.subList((int) after, box.size()));
  }

  synchronized @Nullable Claimed claimIfFree(Claimant claimant, boolean expired, long now) {
    if (!isFree(expired, now)) {
      return null;
    }
    recoveries += expired ? 1 : 0;
    boolean due = !expired && !hasMail();
    claim(claimant, now);
    return new Claimed(fence(claimant.owner()), snapshot(), recoveries, expired, due, now);
  }

  /** Whether it can be claimed: its lease has expired, or it is released and due. */
  synchronized boolean isFree(boolean expired, long now) {
    return !header.status().isEnded() && !erased && (owner != null) == expired && until <= now;
  }

  synchronized boolean renew(Claimant claimant, Fence fence, long now) {
    if (!claimant.owner().equals(owner) || fence.attempt() != attempt || erased) {
      return false;
    }
    until = after(now, claimant.leaseMicros());
    return true;
  }

  synchronized long until() {
    return until;
  }

  synchronized void erase() {
    erased = true;
  }

  synchronized Header header() {
    return header;
  }

  synchronized StoredExecution snapshot() {
    return new StoredExecution(
        execution, header, new ArrayList<>(Arrays.asList(facts).subList(0, size)));
  }

  private void add(List<? extends Fact> more) {
    int count = more.size();
    if (size + count > facts.length) {
      facts = Arrays.copyOf(facts, Math.max(size + count, facts.length + (facts.length >> 1) + 4));
    }
    if (count == 1) {
      facts[size++] = more.get(0);
      return;
    }
    for (int i = 0; i < count; i++) {
      facts[size++] = more.get(i);
    }
  }
}
