package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.text.DidYouMean;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the value of one keyword has the form that JSON Schema demands. */
final class KeywordForm {
  private final String at;
  private final List<Problem> problems;

  KeywordForm(String at, List<Problem> problems) {
    this.at = at;
    this.problems = problems;
  }

  void type(JsonNode value) {
    if (value.isTextual()) {
      typeName(value, at);
      return;
    }
    if (!value.isArray() || value.isEmpty()) {
      report(
          ProblemCode.WRONG_TYPE,
          at,
          "The keyword \"type\" takes the name of a type, or a list of some: "
              + String.join(", ", Kind.names())
              + ".");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      String place = Pointers.child(at, i);
      typeName(value.get(i), place);
      if (value.get(i).isTextual() && !seen.add(value.get(i).textValue())) {
        report(ProblemCode.INVALID_VALUE, place, "The type stands twice in this list.");
      }
    }
  }

  private void typeName(JsonNode name, String place) {
    if (name.isTextual() && Kind.named(name.textValue()) != null) {
      return;
    }
    String written = name.isTextual() ? name.textValue() : null;
    problems.add(
        Problem.error(
                ProblemCode.INVALID_VALUE,
                place,
                "There is no such type; the types are " + String.join(", ", Kind.names()) + ".")
            .reference(written)
            .suggestion(written == null ? null : DidYouMean.of(written, Kind.names()))
            .build());
  }

  void array(JsonNode value, String keyword, String of) {
    if (!value.isArray()) {
      report(
          ProblemCode.WRONG_TYPE,
          at,
          "The keyword \""
              + keyword
              + "\" takes an array of "
              + of
              + ", but this is "
              + SchemaChecker.article(value)
              + ".");
    }
  }

  void required(JsonNode value) {
    array(value, "required", "property names");
    Set<String> seen = new HashSet<>();
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      JsonNode name = value.get(i);
      if (!name.isTextual()) {
        report(
            ProblemCode.WRONG_TYPE,
            Pointers.child(at, i),
            "A property name must be a string, but this is " + SchemaChecker.article(name) + ".");
      } else if (!seen.add(name.textValue())) {
        report(
            ProblemCode.INVALID_VALUE,
            Pointers.child(at, i),
            "The name stands twice in this list.");
      }
    }
  }

  private void report(String code, String place, String message) {
    problems.add(Problem.error(code, place, message).build());
  }
}
