package dev.sluice.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.CpuTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
  @ParameterizedTest
  @CsvSource({
    "ctiy, city",
    "citty, city",
    "cty, city",
    "City, city",
    "toolid, tool_id",
    "TOOL-ID, tool_id",
    "tool__id, tool_id",
    "descripton, description",
    "ci, ",
    "xy, ",
    "cake, ",
    "city, ",
    "descr, ",
  })
  void the_nearest_name_is_meant(String name, @Nullable String meant) {
    assertThat(DidYouMean.of(name, List.of("id", "city", "tool_id", "description")))
        .isEqualTo(meant);
  }

  @Test
  void of_equally_near_names_the_first_is_meant_and_an_equal_but_for_case_wins() {
    assertThat(DidYouMean.of("cat1", List.of("cat2", "cat3"))).isEqualTo("cat2");
    assertThat(DidYouMean.of("abcdef", List.of("abcdeg", "ABC_DEF"))).isEqualTo("ABC_DEF");
  }

  /** The plain definition, without any of the short cuts. */
  private static @Nullable String slowly(String name, List<String> candidates) {
    String best = null;
    int least = Math.max(1, name.length() / 3) + 1;
    for (String candidate : candidates) {
      if (candidate.length() >= 3 && !candidate.equals(name)) {
        int distance = slowDistance(name, candidate);
        if (distance < least) {
          least = distance;
          best = candidate;
        }
      }
    }
    return best;
  }

  private static int slowDistance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static String random(Random random, int length, int letters) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append((char) ('a' + random.nextInt(letters)));
    }
    return out.toString();
  }

  @Test
  void short_cuts_change_no_answer() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String name = random(random, 3 + random.nextInt(12), 3);
      List<String> candidates = new ArrayList<>();
      for (int k = random.nextInt(6); k >= 0; k--) {
        candidates.add(random(random, 1 + random.nextInt(14), 3));
      }
      assertThat(DidYouMean.of(name, candidates))
          .as("%s among %s", name, candidates)
          .isEqualTo(slowly(name, candidates));
    }
  }

  /** A document of 2 Mi characters has room for thousands of such names. */
  @Test
  void thousands_of_long_names_among_a_thousand_others_are_told_in_time() {
    Random random = new Random(1);
    List<String> candidates = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      candidates.add(random(random, 250, 26));
    }
    // Each name costs a bounded number of steps; without the bound a hundred take half a minute.
    CpuTime.within(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 500; i++) {
            assertThat(DidYouMean.of(random(random, 250, 26), candidates)).isNull();
          }
          return candidates;
        });
    String near = candidates.get(1).substring(1);
    assertThat(DidYouMean.of(near, candidates)).isEqualTo(candidates.get(1));
  }

  @Test
  void tens_of_thousands_of_names_among_as_many_others_are_told_in_time() {
    Random random = new Random(1);
    List<String> candidates = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      candidates.add(random(random, 8, 26));
    }
    CpuTime.within(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 2_000; i++) {
            DidYouMean.of(random(random, 8, 26), candidates);
          }
          return candidates;
        });
    assertThat(DidYouMean.of(candidates.get(99) + "x", candidates)).isNotNull();
  }
}
