package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.Place;
import dev.sluice.internal.text.DidYouMean;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Checks a value by the keywords that the engine enforces, and reports every violation by pointer.
 * Messages show names and what the schema says, never a part of the value.
 */
final class Validation {
  /** A megabyte of wrong elements must not become a hundred megabytes of problems. */
  private static final int MOST_PROBLEMS = 1_000;

  private final List<Problem> problems;
  private int left = MOST_PROBLEMS;

  private Validation(List<Problem> problems) {
    this.problems = problems;
  }

  static void run(Shape shape, JsonNode value, String pointer, List<Problem> problems) {
    new Validation(problems).check(shape, value, Place.at(pointer));
  }

  private void check(Shape shape, JsonNode value, Place at) {
    if (left <= 0) {
      return;
    }
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
    for (Shape part : shape.all) {
      check(part, value, at);
    }
    if (value.isObject()) {
      object(shape, value, at);
    } else if (value.isArray() && shape.items != null) {
      for (int i = 0; i < value.size(); i++) {
        check(shape.items, value.get(i), at.child(i));
      }
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

  private void object(Shape shape, JsonNode value, Place at) {
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
    for (Iterator<Map.Entry<String, JsonNode>> i = value.properties().iterator(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      Place place = at.child(field.getKey());
      Shape member = shape.properties.get(field.getKey());
      if (member != null) {
        check(member, field.getValue(), place);
      } else if (shape.additional == Shape.never()) {
        report(unknown(shape, field.getKey(), place));
      } else if (shape.additional != null) {
        check(shape.additional, field.getValue(), place);
      }
    }
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

  private static String quoted(String name) {
    StringBuilder out = new StringBuilder();
    JsonText.appendString(out, name);
    return out.toString();
  }

  private void report(Problem.Builder problem) {
    if (left > 0) {
      problems.add(problem.build());
      left--;
      if (left == 0) {
        problems.add(
            Problem.error(
                    ProblemCode.LIMIT_EXCEEDED,
                    "",
                    "There are more problems than these "
                        + MOST_PROBLEMS
                        + "; the others aren't listed.")
                .build());
      }
    }
  }
}
