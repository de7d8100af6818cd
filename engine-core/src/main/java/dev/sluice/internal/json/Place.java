package dev.sluice.internal.json;

import dev.sluice.internal.Nullable;

/**
 * A place in a document, of which the JSON pointer is put together only where it is asked for: the
 * pointers of all elements below a key of a million characters would be a thousand times the
 * document.
 */
public final class Place {
  private final @Nullable Place parent;
  private final @Nullable String key;
  private final int index;
  private final String root;

  private Place(@Nullable Place parent, @Nullable String key, int index, String root) {
    this.parent = parent;
    this.key = key;
    this.index = index;
    this.root = root;
  }

  /**
   * Where a walk begins.
   *
   * @param pointer the JSON pointer of the value that is walked
   * @return its place
   */
  public static Place at(String pointer) {
    return new Place(null, null, 0, pointer);
  }

  /**
   * A member of an object.
   *
   * @param name its key
   * @return its place
   */
  public Place child(String name) {
    return new Place(this, name, 0, "");
  }

  /**
   * An element of an array.
   *
   * @param position from 0
   * @return its place
   */
  public Place child(int position) {
    return new Place(this, null, position, "");
  }

  /**
   * The place as text.
   *
   * @return an RFC 6901 JSON pointer
   */
  public String pointer() {
    if (parent == null) {
      return root;
    }
    String before = parent.pointer();
    return key == null ? Pointers.child(before, index) : Pointers.child(before, key);
  }

  @Override
  public String toString() {
    return pointer();
  }
}
