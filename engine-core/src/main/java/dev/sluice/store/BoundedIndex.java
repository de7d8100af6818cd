package dev.sluice.store;

import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds values by their ids, and forgets those that ended first, beyond a bound. What is forgotten
 * hasn't been touched for so long that no cache holds it: a map of objects would fetch half a dozen
 * of them from memory, which takes longer than all else that is done about a run. Here its hash is
 * known beside it, and a slot is told by identity, so that nothing of it is read.
 *
 * <p>Open addressing with linear probing; at most half of the slots are taken. Thread-safe: what is
 * done for each run under the lock is brief; lists, and forgetting one that isn't the oldest, take
 * as long as there are values.
 */
final class BoundedIndex<T> {
  private static final int FEWEST_SLOTS = 64;

  private final int mostEnded;
  private Object[] values = new Object[FEWEST_SLOTS];
  private String[] ids = new String[FEWEST_SLOTS];
  private int[] hashes = new int[FEWEST_SLOTS];
  private int size;

  /** A ring: the oldest end stands at {@link #oldest}. */
  private Object[] ended = new Object[16];

  private int[] endedHashes = new int[16];
  private int oldest;
  private int endedCount;

  BoundedIndex(int mostEnded) {
    this.mostEnded = mostEnded;
  }

  private static int hash(String id) {
    int mixed = id.hashCode() * 0x9E3779B9;
    return mixed ^ (mixed >>> 16);
  }

  synchronized @Nullable T find(String id) {
    int slot = slotOf(id, hash(id));
    return slot < 0 ? null : value(slot);
  }

  @SuppressWarnings("unchecked") // only values of this type come in
  private T value(int slot) {
    return (T) values[slot];
  }

  /** The slot of an id; if it isn't there, the complement of the free one. */
  private int slotOf(String id, int hash) {
    int mask = values.length - 1;
    int slot = hash & mask;
    while (values[slot] != null) {
      if (hashes[slot] == hash && ids[slot].equals(id)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return ~slot;
  }

  /** Adds a value that hasn't ended; false if its id is taken. */
  synchronized boolean add(String id, T value) {
    int hash = hash(id);
    int slot = slotOf(id, hash);
    if (slot >= 0) {
      return false;
    }
    put(~slot, id, hash, value);
    if (2 * ++size > values.length) {
      grow();
    }
    return true;
  }

  private void put(int slot, String id, int hash, Object value) {
    values[slot] = value;
    ids[slot] = id;
    hashes[slot] = hash;
  }

  private void grow() {
    Object[] oldValues = values;
    String[] oldIds = ids;
    int[] oldHashes = hashes;
    int slots = 2 * oldValues.length;
    values = new Object[slots];
    ids = new String[slots];
    hashes = new int[slots];
    for (int i = 0; i < oldValues.length; i++) {
      if (oldValues[i] != null) {
        put(~slotOf(oldIds[i], oldHashes[i]), oldIds[i], oldHashes[i], oldValues[i]);
      }
    }
  }

  /**
   * A value ended; gives back the one that is forgotten for it, or null. Not with its type: the
   * cast would read what isn't in any cache.
   */
  synchronized @Nullable Object end(String id, T value) {
    if (endedCount == ended.length) {
      growEnded();
    }
    int last = (oldest + endedCount++) & (ended.length - 1);
    ended[last] = value;
    endedHashes[last] = hash(id);
    if (endedCount <= mostEnded) {
      return null;
    }
    Object first = ended[oldest];
    int hash = endedHashes[oldest];
    dropEnded(0);
    remove(first, hash);
    return first;
  }

  private void growEnded() {
    int length = ended.length;
    Object[] more = new Object[2 * length];
    int[] moreHashes = new int[2 * length];
    for (int i = 0; i < length; i++) {
      more[i] = ended[(oldest + i) & (length - 1)];
      moreHashes[i] = endedHashes[(oldest + i) & (length - 1)];
    }
    ended = more;
    endedHashes = moreHashes;
    oldest = 0;
  }

  /** Forgets a value, whether it has ended or not; false if it isn't there any more. */
  synchronized boolean forget(String id, T value) {
    int mask = ended.length - 1;
    for (int i = 0; i < endedCount; i++) {
      if (ended[(oldest + i) & mask] == value) {
        dropEnded(i);
        break;
      }
    }
    return remove(value, hash(id));
  }

  /** Those before it move up by one: most often there are none. */
  private void dropEnded(int place) {
    int mask = ended.length - 1;
    for (int i = place; i > 0; i--) {
      ended[(oldest + i) & mask] = ended[(oldest + i - 1) & mask];
      endedHashes[(oldest + i) & mask] = endedHashes[(oldest + i - 1) & mask];
    }
    ended[oldest] = null;
    oldest = (oldest + 1) & mask;
    endedCount--;
  }

  private boolean remove(Object value, int hash) {
    int mask = values.length - 1;
    int slot = hash & mask;
    while (values[slot] != value) {
      if (values[slot] == null) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    size--;
    // What stands behind it moves up, unless it would then stand before its own place.
    int free = slot;
    for (int next = (free + 1) & mask; values[next] != null; next = (next + 1) & mask) {
      if (((next - hashes[next]) & mask) >= ((next - free) & mask)) {
        put(free, ids[next], hashes[next], values[next]);
        free = next;
      }
    }
    values[free] = null;
    ids[free] = null;
    return true;
  }

  /** A copy of all values, in any order. */
  @SuppressWarnings("unchecked") // only values of this type come in
  synchronized List<T> all() {
    List<T> all = new ArrayList<>(size);
    for (Object value : values) {
      if (value != null) {
        all.add((T) value);
      }
    }
    return all;
  }

  /** A copy of those that ended, oldest end first. */
  @SuppressWarnings("unchecked") // only values of this type come in
  synchronized List<T> allEnded() {
    Object[] copy = new Object[endedCount];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = ended[(oldest + i) & (ended.length - 1)];
    }
    return (List<T>) Arrays.asList(copy);
  }
}
