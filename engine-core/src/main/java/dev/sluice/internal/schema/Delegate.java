package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.schema.SchemaRequest;
import dev.sluice.schema.SchemaValidator;
import java.util.List;

/** A plugged-in validator and the one schema it is asked about. Its failures become problems. */
record Delegate(JsonNode document, SchemaValidator validator) {
  void checkSchema(List<Problem> problems) {
    ask(SchemaRequest.ofSchema(document), problems);
  }

  void checkValue(String at, JsonNode value, List<Problem> problems) {
    ask(SchemaRequest.ofValue(document, at, value), problems);
  }

  private void ask(SchemaRequest request, List<Problem> problems) {
    try {
      problems.addAll(validator.validate(request));
    } catch (RuntimeException | StackOverflowError e) {
      // Its message may hold a value.
      problems.add(
          Problem.error(
                  ProblemCode.INVALID_VALUE,
                  "",
                  "The schema validator "
                      + validator.getClass().getName()
                      + " failed ("
                      + e.getClass().getName()
                      + "), so nothing is admitted.")
              .build());
    }
  }
}
