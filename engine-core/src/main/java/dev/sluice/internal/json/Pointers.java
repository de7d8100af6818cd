package dev.sluice.internal.json;

/** RFC 6901 JSON pointers. */
public final class Pointers {
  private Pointers() {}

  /**
   * Appends an object key.
   *
   * @param parent the pointer of the object
   * @param key the key, escaped here
   * @return the pointer of the member
   */
  public static String child(String parent, String key) {
    String escaped = key;
    if (key.indexOf('~') >= 0) {
      escaped = escaped.replace("~", "~0");
    }
    if (key.indexOf('/') >= 0) {
      escaped = escaped.replace("/", "~1");
    }
    return parent + '/' + escaped;
  }

  /**
   * Appends an array index.
   *
   * @param parent the pointer of the array
   * @param index from 0
   * @return the pointer of the element
   */
  public static String child(String parent, int index) {
    return parent + '/' + index;
  }
}
