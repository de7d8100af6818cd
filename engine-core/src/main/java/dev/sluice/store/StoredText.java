package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.limit.Limits;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run is made from, as text: for stores that keep text. Numbers, the order of keys and every
 * character survive; no limit is applied to what was admitted once.
 */
public final class StoredText {
  private static final int DEPTH = 1_000;
  private static final Limits LIMITS =
      Limits.builder()
          .definitionCharacters(Integer.MAX_VALUE)
          .definitionTokens(Integer.MAX_VALUE)
          .depth(Limits.MOST_DEPTH)
          .build();

  private StoredText() {}

  /**
   * Inputs as text.
   *
   * @param inputs in normal form
   * @return compact JSON; characters that UTF-8 has no form for are escaped
   */
  public static String of(ObjectNode inputs) {
    return JsonText.compact(inputs);
  }

  /**
   * Inputs from text.
   *
   * @param text what {@link #of} returned
   * @return equal inputs
   * @throws IllegalArgumentException if the text is no JSON object
   */
  public static ObjectNode inputs(String text) {
    List<Problem> problems = new ArrayList<>();
    JsonNode node = StrictReader.read(text, Integer.MAX_VALUE, DEPTH, Integer.MAX_VALUE, problems);
    if (node instanceof ObjectNode inputs && problems.isEmpty()) {
      return inputs;
    }
    throw new IllegalArgumentException("The stored inputs are no JSON object.");
  }

  /**
   * A definition from text.
   *
   * @param text what {@link Workflow#toJson()} returned
   * @return an equal workflow; with problems if a newer engine wrote it
   */
  public static Workflow workflow(String text) {
    return Workflow.parse(text, LIMITS);
  }
}
