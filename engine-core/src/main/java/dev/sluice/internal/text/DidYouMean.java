package dev.sluice.internal.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name that was probably meant: within an edit distance of at most max(1, length/3), or
 * equal but for case, {@code _} and {@code -}. Never for names under 3 characters.
 */
public final class DidYouMean {
  private DidYouMean() {}

  /**
   * The nearest candidate.
   *
   * @param name what was written
   * @param candidates what exists
   * @return the nearest of them (the first of several equally near), or null where none is near
   */
  public static @Nullable String of(String name, Iterable<String> candidates) {
    if (name.codePointCount(0, name.length()) < 3) {
      return null;
    }
    String folded = fold(name);
    int most = Math.max(1, name.length() / 3);
    String best = null;
    int bestDistance = most + 1;
    for (String candidate : candidates) {
      if (candidate.equals(name) || candidate.codePointCount(0, candidate.length()) < 3) {
        continue;
      }
      if (fold(candidate).equals(folded)) {
        return candidate;
      }
      if (Math.abs(candidate.length() - name.length()) < bestDistance) {
        int distance = distance(name, candidate);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = candidate;
        }
      }
    }
    return best;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Edit distance in which swapping two neighbours is one edit (optimal string alignment). */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int edits = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        row[j] = swapped ? Math.min(edits, beforeLast[j - 2] + 1) : edits;
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
