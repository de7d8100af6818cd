package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Pointers;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sorts problems by their place in the document, then by line and column. */
final class ProblemOrder {
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * Reads the places of a document.
   *
   * @param document the definition as it is written
   */
  ProblemOrder(JsonNode document) {
    number(document, "");
  }

  private void number(JsonNode node, String at) {
    places.put(at, places.size());
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        number(node.get(i), Pointers.child(at, i));
      }
    } else {
      node.properties().forEach(f -> number(f.getValue(), Pointers.child(at, f.getKey())));
    }
  }

  List<Problem> sorted(List<Problem> problems) {
    return problems.stream()
        .sorted(
            Comparator.<Problem>comparingInt(problem -> place(problem.pointer()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .toList();
  }

  /** What isn't there stands where its nearest ancestor does. */
  private int place(String pointer) {
    String at = pointer;
    Integer place = places.get(at);
    while (place == null) {
      at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
      place = places.get(at);
    }
    return place;
  }
}
