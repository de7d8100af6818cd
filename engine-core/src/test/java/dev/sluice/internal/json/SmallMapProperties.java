package dev.sluice.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A small map does what a LinkedHashMap does, which is the oracle. */
class SmallMapProperties {
  enum Kind {
    PUT,
    PUT_AGAIN,
    REMOVE,
    SET,
    REMOVE_IN_PASSING,
    CLEAR
  }

  record Change(Kind kind, String key, int value) {
    void to(Map<String, JsonNode> map) {
      JsonNode node = IntNode.valueOf(value);
      switch (kind) {
        case PUT, PUT_AGAIN -> map.put(key, node);
        case REMOVE -> map.remove(key);
        case CLEAR -> map.clear();
        case SET ->
            map.entrySet().stream()
                .filter(entry -> entry.getKey().equals(key))
                .forEach(entry -> entry.setValue(node));
        case REMOVE_IN_PASSING -> map.keySet().removeIf(key::equals);
      }
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    // Keys that are equal without being the same object, too.
    Arbitrary<String> keys = Arbitraries.integers().between(0, 11).map(i -> new String("k" + i));
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(12, Arbitraries.of(Kind.PUT, Kind.PUT_AGAIN)),
            net.jqwik.api.Tuple.of(
                6, Arbitraries.of(Kind.REMOVE, Kind.SET, Kind.REMOVE_IN_PASSING)),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(Kind.CLEAR)));
    return Combinators.combine(kinds, keys, Arbitraries.integers().between(0, 100))
        .as(Change::new)
        .list()
        .ofMaxSize(40);
  }

  @Property
  void itIsWhatALinkedHashMapIsAfterAnyChanges(
      @ForAll("changes") List<Change> changes, @ForAll @IntRange(max = 12) int expected) {
    SmallMap small = new SmallMap(expected);
    Map<String, JsonNode> oracle = new LinkedHashMap<>();
    for (Change change : changes) {
      change.to(small);
      change.to(oracle);
      assertThat(new ArrayList<>(small.entrySet())).isEqualTo(new ArrayList<>(oracle.entrySet()));
      assertThat(small).hasSize(oracle.size()).isEqualTo(oracle).hasSameHashCodeAs(oracle);
      assertThat(oracle).isEqualTo(small);
      for (int i = 0; i <= 11; i++) {
        assertThat(small.get("k" + i)).isEqualTo(oracle.get("k" + i));
        assertThat(small.containsKey("k" + i)).isEqualTo(oracle.containsKey("k" + i));
      }
      assertThat(small.get(null)).isNull();
    }
  }

  @Property
  void anObjectNodeOnItIsWrittenAndCopiedAsAnyOther(@ForAll("changes") List<Change> changes) {
    ObjectNode small = Json.object(2);
    ObjectNode other = Json.NODES.objectNode();
    for (Change change : changes) {
      if (change.kind() == Kind.REMOVE) {
        small.remove(change.key());
        other.remove(change.key());
      } else {
        small.put(change.key(), change.value());
        other.put(change.key(), change.value());
      }
    }
    assertThat(JsonText.compact(small)).isEqualTo(JsonText.compact(other));
    assertThat(small).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(small.deepCopy()).isEqualTo(other);
  }

  @Example
  void anIteratorNoticesThatTheMapWasChanged() {
    SmallMap map = new SmallMap(3);
    map.put("a", IntNode.valueOf(1));
    map.put("b", IntNode.valueOf(2));
    Iterator<Map.Entry<String, JsonNode>> entries = map.entrySet().iterator();
    entries.next();
    map.remove("a");
    assertThatThrownBy(entries::next).isInstanceOf(ConcurrentModificationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().remove())
        .isInstanceOf(IllegalStateException.class);
  }
}
