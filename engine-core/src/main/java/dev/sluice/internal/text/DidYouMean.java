package dev.sluice.internal.text;

import dev.sluice.internal.Nullable;
import java.util.Arrays;

/**
 * Finds the name that was probably meant: within an edit distance of at most max(1, length/3), or
 * equal but for case, {@code _} and {@code -}. Never for names under 3 characters.
 *
 * <p>It does a bounded amount of work: a hostile document can have thousands of long unknown names,
 * each to be compared with a thousand known ones.
 */
public final class DidYouMean {
  /** Cells of distance tables that are filled in for one name; some 200 names of 20 characters. */
  private static final int MOST_CELLS = 50_000;

  /** Candidates beyond are not looked at. */
  private static final int MOST_CANDIDATES = 2_000;

  private final String name;
  private final int[] beforeLast;
  private final int[] last;
  private final int[] row;
  private int cells = MOST_CELLS;

  private DidYouMean(String name, int longest) {
    this.name = name;
    this.beforeLast = new int[longest + 1];
    this.last = new int[longest + 1];
    this.row = new int[longest + 1];
  }

  /**
   * The nearest candidate.
   *
   * @param name what was written
   * @param candidates what exists
   * @return the nearest of them (the first of several equally near), or null where none is near, or
   *     none of those that could be compared in time
   */
  public static @Nullable String of(String name, Iterable<String> candidates) {
    if (name.codePointCount(0, name.length()) < 3) {
      return null;
    }
    int most = Math.max(1, name.length() / 3);
    int seen = 0;
    for (String candidate : candidates) {
      if (++seen > MOST_CANDIDATES) {
        break;
      } else if (isName(candidate, name) && equalFolded(name, candidate)) {
        return candidate;
      }
    }
    return new DidYouMean(name, name.length() + most).nearest(candidates, most);
  }

  private static boolean isName(String candidate, String name) {
    return !candidate.equals(name) && candidate.codePointCount(0, candidate.length()) >= 3;
  }

  /** Equal but for case, {@code _} and {@code -}. */
  private static boolean equalFolded(String a, String b) {
    int i = 0;
    int j = 0;
    while (true) {
      while (i < a.length() && isFiller(a.charAt(i))) {
        i++;
      }
      while (j < b.length() && isFiller(b.charAt(j))) {
        j++;
      }
      if (i == a.length() || j == b.length()) {
        return i == a.length() && j == b.length();
      }
      if (Character.toLowerCase(a.charAt(i++)) != Character.toLowerCase(b.charAt(j++))) {
        return false;
      }
    }
  }

  private static boolean isFiller(char c) {
    return c == '_' || c == '-';
  }

  private @Nullable String nearest(Iterable<String> candidates, int most) {
    String best = null;
    int least = most;
    int seen = 0;
    for (String candidate : candidates) {
      if (cells <= 0 || ++seen > MOST_CANDIDATES) {
        break;
      }
      if (Math.abs(candidate.length() - name.length()) <= least && isName(candidate, name)) {
        int distance = distance(candidate, least);
        if (distance <= least) {
          best = candidate;
          least = distance - 1;
        }
      }
    }
    return best;
  }

  /**
   * Edit distance in which swapping two neighbours is one edit (optimal string alignment), or any
   * number above the bound. Only cells so near to the diagonal that they can matter are filled in.
   */
  private int distance(String other, int bound) {
    int far = bound + 1;
    Arrays.fill(last, 0, other.length() + 1, far);
    for (int j = 0; j <= Math.min(other.length(), bound); j++) {
      last[j] = j;
    }
    int[] two = beforeLast;
    int[] one = last;
    int[] now = row;
    for (int i = 1; i <= name.length(); i++) {
      int from = Math.max(1, i - bound);
      int to = Math.min(other.length(), i + bound);
      cells -= Math.max(1, to - from + 1);
      now[from - 1] = from == 1 ? Math.min(i, far) : far;
      int smallest = now[from - 1];
      for (int j = from; j <= to; j++) {
        int cost = name.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int edits = Math.min(Math.min(now[j - 1], one[j]) + 1, one[j - 1] + cost);
        if (i > 1 && j > 1 && swapped(other, i, j)) {
          edits = Math.min(edits, two[j - 2] + 1);
        }
        now[j] = Math.min(edits, far);
        smallest = Math.min(smallest, now[j]);
      }
      if (to < other.length()) {
        now[to + 1] = far;
      }
      if (smallest == far) {
        return far;
      }
      int[] spare = two;
      two = one;
      one = now;
      now = spare;
    }
    return one[other.length()];
  }

  private boolean swapped(String other, int i, int j) {
    return name.charAt(i - 1) == other.charAt(j - 2) && name.charAt(i - 2) == other.charAt(j - 1);
  }
}
