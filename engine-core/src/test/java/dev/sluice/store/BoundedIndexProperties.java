package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** The index beside a map and a queue. */
class BoundedIndexProperties {
  /** A value that is only the same as itself. */
  private static final class Value {
    final String id;

    Value(String id) {
      this.id = id;
    }
  }

  private enum Kind {
    ADD,
    END,
    FORGET
  }

  private record Action(Kind kind, String id) {}

  /**
   * {@code "Aa"} and {@code "BB"} have one hash, and so has whatever is made of as many of them.
   */
  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<String> alike =
        Arbitraries.of("Aa", "BB").list().ofSize(4).map(p -> String.join("", p));
    Arbitrary<String> others = Arbitraries.integers().between(0, 60).map(i -> "run-" + i);
    return Arbitraries.of(Kind.ADD, Kind.ADD, Kind.ADD, Kind.END, Kind.END, Kind.FORGET)
        .flatMap(kind -> Arbitraries.oneOf(alike, others).map(id -> new Action(kind, id)))
        .list()
        .ofMinSize(50)
        .ofMaxSize(500);
  }

  @Property(tries = 500)
  void it_finds_what_was_added_until_it_is_forgotten_oldest_end_first(
      @ForAll("actions") List<Action> actions, @ForAll @IntRange(min = 1, max = 20) int most) {
    BoundedIndex<Value> index = new BoundedIndex<>(most);
    Map<String, Value> known = new HashMap<>();
    ArrayDeque<Value> ended = new ArrayDeque<>();
    int overflows = 0;
    for (Action action : actions) {
      Value present = known.get(action.id());
      assertThat(index.find(action.id())).isSameAs(present);
      switch (action.kind()) {
        case ADD -> {
          Value value = new Value(action.id());
          assertThat(index.add(action.id(), value)).isEqualTo(present == null);
          known.putIfAbsent(action.id(), value);
        }
        case END -> {
          if (present != null && !ended.contains(present)) {
            ended.add(present);
            Value oldest = ended.size() > most ? ended.poll() : null;
            assertThat(index.end(present.id, present)).isSameAs(oldest);
            if (oldest != null) {
              known.remove(oldest.id);
              overflows++;
            }
          }
        }
        case FORGET -> {
          if (present != null) {
            assertThat(index.forget(present.id, present)).isTrue();
            assertThat(index.forget(present.id, present)).isFalse();
            known.remove(present.id);
            ended.remove(present);
          }
        }
      }
      assertThat(index.allEnded()).containsExactlyElementsOf(ended);
    }
    assertThat(index.all()).containsExactlyInAnyOrderElementsOf(known.values());
    known.forEach((id, value) -> assertThat(index.find(id)).isSameAs(value));
    Statistics.label("something was forgotten").collect(overflows > 0);
  }
}
