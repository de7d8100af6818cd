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
  /** A place's number, and the number behind all that is inside of it. */
  private record Span(int start, int end) {}

  private final Map<String, Span> places = new HashMap<>();
  private int next;

  /**
   * Reads the places of a document.
   *
   * @param document the definition as it is written
   */
  ProblemOrder(JsonNode document) {
    number(document, "");
  }

  private void number(JsonNode node, String at) {
    int start = next++;
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        number(node.get(i), Pointers.child(at, i));
      }
    } else {
      node.properties().forEach(f -> number(f.getValue(), Pointers.child(at, f.getKey())));
    }
    places.put(at, new Span(start, next++));
  }

  List<Problem> sorted(List<Problem> problems) {
    return problems.stream()
        .sorted(
            Comparator.<Problem>comparingInt(problem -> place(problem.pointer()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .toList();
  }

  /** What isn't there stands at the end of what it should be in. */
  private int place(String pointer) {
    Span own = places.get(pointer);
    if (own != null) {
      return own.start();
    }
    String at = pointer;
    Span around = null;
    while (around == null) {
      at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
      around = places.get(at);
    }
    return around.end();
  }
}
