package dev.sluice.jdbc;

import dev.sluice.store.Fact;
import dev.sluice.store.Header;
import dev.sluice.store.HeaderFacts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts that are written together, without those that the header tells.
 *
 * @param count how many facts there are, those too that aren't kept
 * @param from the position of the first that is kept
 * @param rows the facts that are kept, one position after the other
 */
record FactRows(int count, int from, List<FactRow> rows) {
  static FactRows of(int position, List<? extends Fact> facts, Header header, PayloadCodec codec) {
    int begin = 0;
    int end = facts.size();
    if (begin < end && HeaderFacts.isTold(facts.get(begin), position, header)) {
      begin++;
    }
    if (begin < end && HeaderFacts.isTold(facts.get(end - 1), position + end - 1, header)) {
      end--;
    }
    return new FactRows(
        facts.size(), position + begin, FactRow.of(facts.subList(begin, end), codec));
  }

  /**
   * All facts of a run.
   *
   * @param kept those that have rows, as they are stored
   * @param count how many the run's row counts
   * @return in order, or null if one is missing: the run was deleted meanwhile
   */
  static @Nullable List<Fact> whole(
      Map<Integer, FactRow> kept, int count, Header header, PayloadCodec codec) {
    Fact[] facts = new Fact[count];
    for (int i = 0; i < count; i++) {
      FactRow row = kept.get(i);
      Fact fact = row == null ? HeaderFacts.at(i, count, header) : row.original().fact(codec);
      if (fact == null) {
        return null;
      }
      facts[i] = fact;
    }
    return List.of(facts);
  }
}
