package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.Place;
import dev.sluice.internal.text.DidYouMean;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Checks a value by the keywords that the engine enforces, and reports every violation by pointer.
 * Messages show names and what the schema says, never a part of the value.
 */
final class Validation {
  /** A megabyte of wrong elements must not become a hundred megabytes of problems. */
  static final int MOST_PROBLEMS = 1_000;

  private final List<Problem> problems;
  private int left = MOST_PROBLEMS;

  private Validation(List<Problem> problems) {
    this.problems = problems;
  }

  static void run(Shape shape, JsonNode value, String pointer, List<Problem> problems) {
    new Validation(problems).check(List.of(shape), value, Place.at(pointer));
  }

  /**
   * Whatever the shapes refer to holds too, each shape once: by references in a row and back, one
   * place of a value can be ruled by the same shape in 2^60 ways.
   */
  private void check(List<Shape> shapes, JsonNode value, Place at) {
    if (left <= 0) {
      return;
    }
    Set<Shape> all = Alternative.of(shapes).shapes;
    for (Shape shape : all) {
      checkOne(shape, value, at);
    }
    if (value.isObject()) {
      for (Shape shape : all) {
        required(shape, value, at);
      }
      for (Iterator<Map.Entry<String, JsonNode>> i = value.properties().iterator(); i.hasNext(); ) {
        Map.Entry<String, JsonNode> field = i.next();
        Place place = at.child(field.getKey());
        check(members(all, field.getKey(), place), field.getValue(), place);
      }
    } else if (value.isArray()) {
      List<Shape> items = all.stream().map(shape -> shape.items).filter(Objects::nonNull).toList();
      for (int i = 0; i < value.size() && !items.isEmpty(); i++) {
        check(items, value.get(i), at.child(i));
      }
    }
  }

  private void checkOne(Shape shape, JsonNode value, Place at) {
    if (!shape.kinds.contains(Kind.of(value))) {
      report(
          Problem.error(
              ProblemCode.WRONG_TYPE,
              at.pointer(),
              shape.kinds.isEmpty()
                  ? "No value is admitted here."
                  : "The value must be "
                      + Kind.describe(shape.kinds)
                      + ", but is "
                      + SchemaChecker.article(value)
                      + "."));
    } else if (shape.values != null && !JsonEquality.in(shape.values, value)) {
      report(notListed(shape.values, value, at));
    }
  }

  private static Problem.Builder notListed(List<JsonNode> values, JsonNode value, Place at) {
    String message =
        values.isEmpty()
            ? "No value is admitted here."
            : values.size() == 1
                ? "The value must be " + ShapeText.quote(values) + "."
                : "The value is not one of those admitted: " + ShapeText.quote(values) + ".";
    Problem.Builder problem = Problem.error(ProblemCode.INVALID_VALUE, at.pointer(), message);
    if (value.isTextual()) {
      List<String> texts =
          values.stream().filter(JsonNode::isTextual).map(JsonNode::textValue).toList();
      String near = DidYouMean.of(value.textValue(), texts);
      problem.suggestion(near == null || near.length() > 60 ? null : near);
    }
    return problem;
  }

  private void required(Shape shape, JsonNode value, Place at) {
    for (String name : shape.required) {
      if (!value.has(name)) {
        report(
            Problem.error(
                    ProblemCode.REQUIRED,
                    at.child(name).pointer(),
                    "The property " + quoted(name) + " is required, but absent.")
                .reference(name));
      }
    }
  }

  /** All that rules the member of a name. */
  private List<Shape> members(Set<Shape> all, String name, Place at) {
    List<Shape> found = new ArrayList<>(1);
    for (Shape shape : all) {
      Shape member = shape.properties.get(name);
      if (member != null) {
        found.add(member);
      } else if (shape.additional == Shape.never()) {
        report(unknown(shape, name, at));
      } else if (shape.additional != null) {
        found.add(shape.additional);
      }
    }
    return found;
  }

  private static Problem.Builder unknown(Shape shape, String name, Place at) {
    String message =
        shape.properties.isEmpty()
            ? "No properties are admitted here."
            : "There is no such property here; those declared are "
                + names(shape.properties.keySet().stream().toList())
                + ".";
    return Problem.error(ProblemCode.UNKNOWN_FIELD, at.pointer(), message)
        .reference(name)
        .suggestion(DidYouMean.of(name, shape.properties.keySet()));
  }

  private static String names(List<String> names) {
    int shown = Math.min(names.size(), 12);
    String text =
        String.join(", ", names.subList(0, shown).stream().map(Validation::quoted).toList());
    return shown < names.size() ? text + " and " + (names.size() - shown) + " more" : text;
  }

  static String quoted(String name) {
    StringBuilder out = new StringBuilder();
    JsonText.appendString(out, name);
    return out.toString();
  }

  private void report(Problem.Builder problem) {
    if (left > 0) {
      problems.add(problem.build());
      left--;
      if (left == 0) {
        problems.add(more());
      }
    }
  }

  static Problem more() {
    return Problem.error(
            ProblemCode.LIMIT_EXCEEDED,
            "",
            "There are more problems than these " + MOST_PROBLEMS + "; the others aren't listed.")
        .build();
  }
}
