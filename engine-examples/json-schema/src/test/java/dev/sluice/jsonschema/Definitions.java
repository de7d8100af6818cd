package dev.sluice.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.limit.Limits;
import dev.sluice.schema.SchemaRequest;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the published schema says of a definition, and what the engine says. */
final class Definitions {
  private static final JsonNode SCHEMA = load();
  private static final FullSchemaValidator VALIDATOR = new FullSchemaValidator();

  /** Has any tool, so that no definition is refused for its tools. */
  private static final WorkflowEngine ENGINE =
      WorkflowEngine.builder().tools(call -> ToolResult.of(null)).build();

  private Definitions() {}

  private static JsonNode load() {
    try (InputStream in =
        Workflow.class.getResourceAsStream("/dev/sluice/workflow/workflow.schema.json")) {
      return Json.mapper().readTree(Objects.requireNonNull(in, "the published schema"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode schema() {
    return SCHEMA;
  }

  static List<Problem> faultsOfTheSchema() {
    return VALIDATOR.validate(SchemaRequest.ofSchema(SCHEMA));
  }

  static List<Problem> bySchema(JsonNode definition) {
    return VALIDATOR.validate(SchemaRequest.ofValue(SCHEMA, "", definition));
  }

  /** The errors that the engine finds without knowing its tools. */
  static List<Problem> byEngine(JsonNode definition) {
    Workflow workflow = Workflow.parse(JsonText.compact(definition), Limits.defaults());
    List<Problem> problems =
        workflow.problems().isEmpty() ? ENGINE.check(workflow) : workflow.problems();
    return problems.stream().filter(Problem::isError).toList();
  }

  static @Nullable JsonNode treeOrNull(String text) {
    return StrictReader.read(text, 1 << 24, 1000, 1 << 24, new ArrayList<>());
  }

  static JsonNode tree(String text) {
    return Objects.requireNonNull(treeOrNull(text), text);
  }

  /** A definition that holds every kind of object that the format has, and is fine. */
  static ObjectNode withEveryObject() {
    return (ObjectNode)
        tree(
            """
            {"name": "x", "steps": [
              {"step_number": 1, "tool_id": "t", "retry": {"max_attempts": 2}, "on_error": {"result": 1},
               "compensate": {"tool_id": "u", "retry": {"max_attempts": 2}}}]}
            """);
  }

  /** The part of the schema that describes one of the objects above. */
  static JsonNode schemaOf(String pointer) {
    return switch (pointer) {
      case "" -> SCHEMA;
      case "/steps/0" -> SCHEMA.at("/$defs/step");
      case "/steps/0/on_error" ->
          objectAmong(SCHEMA.at("/$defs/step/properties/on_error").path("oneOf"));
      case "/steps/0/compensate" -> SCHEMA.at("/$defs/step/properties/compensate");
      default -> SCHEMA.at("/$defs/retry");
    };
  }

  private static JsonNode objectAmong(JsonNode alternatives) {
    for (JsonNode alternative : alternatives) {
      if (alternative.path("type").asText().equals("object")) {
        return alternative;
      }
    }
    throw new IllegalStateException("no alternative is an object");
  }

  /** Whether it says what it is for, by itself or by what it refers to. */
  static boolean described(JsonNode property) {
    if (property.has("description")) {
      return true;
    }
    String reference = property.path("$ref").asText();
    if (!reference.isEmpty()) {
      return described(SCHEMA.at(reference.substring(1)));
    }
    for (JsonNode alternative : property.path("anyOf")) {
      if (described(alternative)) {
        return true;
      }
    }
    return false;
  }
}
