package dev.sluice.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run in memory: what it is made from, its facts so far, its header and its newest claim. */
final class InMemoryRun {
  final NewExecution execution;
  private Fact[] facts = new Fact[4];
  private int size;
  private Header header;
  private @Nullable Fence fence;

  InMemoryRun(
      NewExecution execution, @Nullable Fence fence, List<? extends Fact> first, Header header) {
    this.execution = execution;
    this.fence = fence;
    this.header = header;
    add(first);
  }

  synchronized void append(Fence writer, List<? extends Fact> more, Header next)
      throws FencedException {
    Fence newest = fence;
    if (newest == null
        || newest.attempt() != writer.attempt()
        || !newest.owner().equals(writer.owner())) {
      throw new FencedException(writer);
    }
    add(more);
    header = next;
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
    for (int i = 0; i < count; i++) {
      facts[size++] = more.get(i);
    }
  }
}
