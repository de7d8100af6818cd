package dev.sluice.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The members of a JSON object that most often has few: keys and values side by side in one array,
 * in the order in which they came. A quarter of the memory of a {@link LinkedHashMap}, and quicker
 * up to {@link #MOST_FEW} members; beyond that it is one. Not thread-safe.
 */
final class SmallMap extends AbstractMap<String, JsonNode> {
  /** More members than this are looked up by hash. */
  static final int MOST_FEW = 8;

  private @Nullable Object[] flat;
  private int size;
  private int changes;
  private @Nullable Map<String, JsonNode> many;

  /** Makes an empty map with room for so many members. */
  SmallMap(int members) {
    if (members > MOST_FEW) {
      many = new LinkedHashMap<>(members + (members + 2) / 3);
      flat = new Object[0];
    } else {
      flat = new Object[2 * members];
    }
  }

  /** Makes a map of keys, each once, and values in turn; the array passes into the map's hands. */
  SmallMap(Object[] members) {
    flat = members;
    size = members.length / 2;
    if (size > MOST_FEW) {
      spill();
    }
  }

  /** The first three without a loop, whose beginning costs more than three look-ups do. */
  private int indexOf(@Nullable Object key) {
    @Nullable Object[] all = flat;
    int end = 2 * size;
    if (end > 0 && all[0] == key) { // most keys are interned
      return 0;
    } else if (end > 2 && all[2] == key) {
      return 2;
    } else if (end > 4 && all[4] == key) {
      return 4;
    }
    return indexOfLater(key);
  }

  private int indexOfLater(@Nullable Object key) {
    for (int i = 6; i < 2 * size; i += 2) {
      if (flat[i] == key) {
        return i;
      }
    }
    if (key != null) {
      for (int i = 0; i < 2 * size; i += 2) {
        if (key.equals(flat[i])) {
          return i;
        }
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return many == null ? size : many.size();
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return many == null ? indexOf(key) >= 0 : many.containsKey(key);
  }

  @Override
  public @Nullable JsonNode get(@Nullable Object key) {
    if (many != null) {
      return many.get(key);
    }
    int at = indexOf(key);
    return at < 0 ? null : (JsonNode) flat[at + 1];
  }

  @Override
  public @Nullable JsonNode put(String key, JsonNode value) {
    if (many != null) {
      return many.put(key, value);
    }
    int at = indexOf(key);
    if (at >= 0) {
      JsonNode old = (JsonNode) flat[at + 1];
      flat[at + 1] = value;
      return old;
    } else if (size == MOST_FEW) {
      return spill().put(key, value);
    }
    if (2 * size == flat.length) {
      flat = Arrays.copyOf(flat, Math.min(2 * MOST_FEW, 2 * size + 6));
    }
    flat[2 * size] = key;
    flat[2 * size + 1] = value;
    size++;
    changes++;
    return null;
  }

  private Map<String, JsonNode> spill() {
    Map<String, JsonNode> all = new LinkedHashMap<>(Math.max(4 * MOST_FEW, 2 * size));
    for (int i = 0; i < 2 * size; i += 2) {
      all.put((String) flat[i], (JsonNode) flat[i + 1]);
    }
    flat = new Object[0];
    size = 0;
    changes++;
    many = all;
    return all;
  }

  @Override
  public @Nullable JsonNode remove(@Nullable Object key) {
    if (many != null) {
      return many.remove(key);
    }
    int at = indexOf(key);
    return at < 0 ? null : removeAt(at);
  }

  private JsonNode removeAt(int at) {
    JsonNode old = (JsonNode) flat[at + 1];
    System.arraycopy(flat, at + 2, flat, at, 2 * size - at - 2);
    size--;
    changes++;
    flat[2 * size] = null;
    flat[2 * size + 1] = null;
    return old;
  }

  @Override
  public void clear() {
    many = null;
    flat = new Object[0];
    size = 0;
    changes++;
  }

  @Override
  public Set<Map.Entry<String, JsonNode>> entrySet() {
    return many == null ? new Entries() : many.entrySet();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, JsonNode>> {
    @Override
    public int size() {
      return SmallMap.this.size();
    }

    @Override
    public Iterator<Map.Entry<String, JsonNode>> iterator() {
      return many == null ? new EntryIterator() : many.entrySet().iterator();
    }

    @Override
    public void forEach(Consumer<? super Map.Entry<String, JsonNode>> action) {
      if (many != null) {
        many.entrySet().forEach(action);
        return;
      }
      int expected = changes;
      for (int i = 0; i < 2 * size; i += 2) {
        action.accept(new Member((String) flat[i], (JsonNode) flat[i + 1]));
        if (changes != expected) {
          throw new ConcurrentModificationException();
        }
      }
    }
  }

  private final class EntryIterator implements Iterator<Map.Entry<String, JsonNode>> {
    private int next;
    private int expected = changes;
    private boolean removable;

    @Override
    public boolean hasNext() {
      return next < 2 * size;
    }

    @Override
    public Map.Entry<String, JsonNode> next() {
      unchanged();
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      removable = true;
      next += 2;
      return new Member((String) flat[next - 2], (JsonNode) flat[next - 1]);
    }

    @Override
    public void remove() {
      unchanged();
      if (!removable) {
        throw new IllegalStateException();
      }
      removable = false;
      next -= 2;
      removeAt(next);
      expected = changes;
    }

    private void unchanged() {
      if (expected != changes) {
        throw new ConcurrentModificationException();
      }
    }
  }

  /** Writes through, as the entries of other maps do. */
  private final class Member extends SimpleEntry<String, JsonNode> {
    private static final long serialVersionUID = 1;

    Member(String key, JsonNode value) {
      super(key, value);
    }

    @Override
    public JsonNode setValue(JsonNode value) {
      put(getKey(), value);
      return super.setValue(value);
    }
  }
}
