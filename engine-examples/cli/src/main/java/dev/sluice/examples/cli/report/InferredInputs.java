package dev.sluice.examples.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.template.Reference;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What inputs a workflow takes: as its schema declares them, else as its templates and the tools'
 * schemas imply.
 */
final class InferredInputs {
  private static final String ROOT = "inputs";

  /** What is known of one input. Guarded by the builder. */
  private static final class Input {
    final Set<String> types = new LinkedHashSet<>();
    final Set<String> uses = new LinkedHashSet<>();
    boolean required;
  }

  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final ToolCatalog catalog;
  private final @Nullable ObjectNode schema;

  InferredInputs(ToolCatalog catalog, @Nullable ObjectNode schema) {
    this.catalog = catalog;
    this.schema = schema;
    if (schema != null) {
      schema.path("properties").fieldNames().forEachRemaining(this::input);
    }
  }

  private Input input(String name) {
    return inputs.computeIfAbsent(name, key -> new Input());
  }

  void add(String user, String toolId, Sources sources) {
    for (Reference reference : sources.references()) {
      List<String> path = List.of(reference.path().split("\\."));
      if (path.get(0).equals(ROOT) && path.size() > 1) {
        Input input = input(path.get(1));
        input.uses.add(user);
        input.required |=
            sources.certain()
                && reference.kind() == Reference.Kind.VARIABLE
                && !reference.isConditional();
        String type = path.size() > 2 ? "object or array" : wanted(toolId, sources, reference);
        if (!type.isEmpty()) {
          input.types.add(type);
        }
      }
    }
  }

  /** The type that the tool wants of an argument which is this input as it is. */
  private String wanted(String toolId, Sources sources, Reference reference) {
    ToolDescriptor tool = catalog.find(toolId);
    JsonNode toolSchema = tool == null ? null : tool.inputSchema();
    if (toolSchema == null || sources.argument().isEmpty() || !reference.isWholeValue()) {
      return "";
    }
    return toolSchema.path("properties").path(sources.argument()).path("type").asText("");
  }

  boolean isEmpty() {
    return inputs.isEmpty();
  }

  /** One row for each input: name, type, whether it must be given, who uses it. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    inputs.forEach(
        (name, input) ->
            rows.add(
                List.of(
                    name,
                    schema == null ? inferredType(input) : declaredType(name),
                    schema == null ? need(input.required) : declaredNeed(name),
                    input.uses.isEmpty()
                        ? "not used"
                        : "used by " + String.join(", ", input.uses))));
    return rows;
  }

  private static String inferredType(Input input) {
    return input.types.isEmpty() ? "any type" : String.join(" and ", input.types);
  }

  private static String need(boolean required) {
    return required ? "required" : "optional";
  }

  private String declaredType(String name) {
    JsonNode type = property(name).path("type");
    if (type.isArray()) {
      List<String> types = new ArrayList<>();
      type.forEach(item -> types.add(item.asText()));
      return String.join(" or ", types);
    }
    return type.asText("any type");
  }

  private String declaredNeed(String name) {
    JsonNode standard = property(name).path("default");
    if (!standard.isMissingNode()) {
      return "default " + ExactJson.compact(standard);
    }
    boolean required = false;
    for (JsonNode item : schema == null ? List.<JsonNode>of() : schema.path("required")) {
      required |= item.asText().equals(name);
    }
    return need(required);
  }

  private JsonNode property(String name) {
    return schema == null ? ExactJson.NODES.missingNode() : schema.path("properties").path(name);
  }
}
