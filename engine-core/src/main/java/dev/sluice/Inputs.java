package dev.sluice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The inputs of a run, read from JSON with exact numbers. Immutable. */
public final class Inputs {
  private final ObjectNode node;

  private Inputs(ObjectNode node) {
    this.node = node;
  }

  /**
   * No inputs.
   *
   * @return an empty object
   */
  public static Inputs none() {
    return new Inputs(Json.NODES.objectNode());
  }

  /**
   * Reads inputs. Numbers are kept as they are written: {@code 1.10}, {@code 1e400}. How large and
   * deep they may be is up to the engine that runs with them.
   *
   * @param json a JSON object
   * @return the inputs
   * @throws InputsRefusedException with every problem: JSON syntax with line and column, duplicate
   *     keys, not an object
   */
  public static Inputs fromJson(String json) {
    Objects.requireNonNull(json, "json");
    List<Problem> problems = new ArrayList<>();
    JsonNode node =
        StrictReader.read(json, Integer.MAX_VALUE, Limits.MOST_DEPTH, Integer.MAX_VALUE, problems);
    if (node != null && !node.isObject()) {
      problems.add(
          Problem.error(ProblemCode.WRONG_TYPE, "", "The inputs must be an object.").build());
    }
    if (!problems.isEmpty() || !(node instanceof ObjectNode object)) {
      throw new InputsRefusedException(problems);
    }
    return new Inputs(object);
  }

  /**
   * The inputs as a tree.
   *
   * @return a copy
   */
  public ObjectNode toNode() {
    return node.deepCopy();
  }

  ObjectNode node() {
    return node;
  }
}
