package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.PlaceBudget;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.limit.Limits;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the workflow's own fields and its list of steps; {@link StepReader} reads each of them. */
final class DefinitionReader {
  static final int MOST_STEPS = 1_000;
  static final int MOST_NAME = 128;
  static final int MOST_IDENTIFIER = 256;
  static final long MOST_MILLIS = 1_000L * 60 * 60 * 24 * 3650;

  /** The pointers to all values together may be so many times as long as a document. */
  private static final long MOST_POINTERS = 32;

  private DefinitionReader() {}

  static Workflow read(String json, Limits limits) {
    List<Problem> problems = new ArrayList<>();
    JsonNode document =
        StrictReader.read(
            json,
            limits.definitionCharacters(),
            limits.depth(),
            limits.definitionTokens(),
            problems);
    WorkflowParts parts = new WorkflowParts();
    if (document != null
        && !PlaceBudget.holds(document, MOST_POINTERS * limits.definitionCharacters())) {
      problems.add(
          Problem.error(
                  ProblemCode.LIMIT_EXCEEDED,
                  "",
                  "The document's keys are too long for the number of values below them.")
              .build());
      return new Workflow(parts, problems);
    }
    if (document != null && document.isObject()) {
      fields(new Fields(document, "", null, problems), parts, problems);
    } else if (document != null) {
      problems.add(
          Problem.error(
                  ProblemCode.WRONG_TYPE,
                  "",
                  "A workflow definition must be an object, but is "
                      + Fields.typeOf(document)
                      + ".")
              .build());
    }
    return new Workflow(parts, problems);
  }

  private static void fields(Fields fields, WorkflowParts parts, List<Problem> problems) {
    parts.id = fields.identifier("id", MOST_IDENTIFIER);
    parts.name = fields.requiredIdentifier("name", MOST_NAME);
    parts.description = fields.text("description");
    parts.inputSchema = fields.object("input_schema");
    parts.mode =
        fields.word("mode", "sequential", "parallel").equals("parallel")
            ? Mode.PARALLEL
            : Mode.SEQUENTIAL;
    parts.maxConcurrency = (int) fields.whole("max_concurrency", 1, MOST_STEPS, 0);
    parts.timeoutMs = fields.whole("timeout_ms", 1, MOST_MILLIS, 0);
    parts.steps =
        steps(
            fields.requiredArray("steps", "an array of 1 to " + MOST_STEPS + " steps"),
            fields,
            problems);
    parts.output = fields.get("output");
    parts.ownerId = fields.identifier("owner_id", MOST_IDENTIFIER);
    parts.visibility =
        fields.word("visibility", "private", "public").equals("public")
            ? Visibility.PUBLIC
            : Visibility.PRIVATE;
    parts.tags = fields.identifiers("tags", MOST_IDENTIFIER);
    parts.createdAt = instant(fields, "created_at");
    parts.updatedAt = instant(fields, "updated_at");
    fields.noOthers();
  }

  private static @Nullable Instant instant(Fields fields, String name) {
    String text = fields.text(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      fields.fault(
          ProblemCode.INVALID_VALUE,
          name,
          "\"" + name + "\" must be an ISO 8601 instant such as 2026-02-21T12:00:00Z.");
      return null;
    }
  }

  private static List<Step> steps(@Nullable JsonNode array, Fields fields, List<Problem> problems) {
    if (array == null) {
      return List.of();
    }
    if (array.isEmpty() || array.size() > MOST_STEPS) {
      fields.fault(
          ProblemCode.INVALID_VALUE,
          "steps",
          "A workflow has 1 to " + MOST_STEPS + " steps, but this one has " + array.size() + ".");
    }
    List<Step> steps = new ArrayList<>();
    Map<Object, Integer> seen = new HashMap<>();
    for (int i = 0; i < Math.min(array.size(), MOST_STEPS); i++) {
      String at = Pointers.child(fields.at("steps"), i);
      Step step = StepReader.read(array.get(i), at, problems);
      steps.add(step);
      if (step.stepNumber() != 0) {
        unique(seen, step.stepNumber(), i, at + "/step_number", step, problems);
      }
      if (step.id() != null) {
        unique(seen, step.id(), i, at + "/id", step, problems);
      }
    }
    return List.copyOf(steps);
  }

  private static void unique(
      Map<Object, Integer> seen,
      Object key,
      int index,
      String at,
      Step step,
      List<Problem> problems) {
    Integer first = seen.putIfAbsent(key, index);
    if (first != null) {
      problems.add(
          Problem.error(
                  ProblemCode.DUPLICATE_STEP,
                  at,
                  (key instanceof Integer ? "Step number " + key : "The step id \"" + key + "\"")
                      + " is taken already by /steps/"
                      + first
                      + "; each must be unique.")
              .step(step.stepNumber())
              .reference(key.toString())
              .build());
    }
  }
}
