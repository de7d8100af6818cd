package dev.sluice.examples.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.template.Reference;
import dev.sluice.template.TemplateResolver;
import dev.sluice.workflow.Compensation;
import dev.sluice.workflow.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where one value of a step comes from.
 *
 * @param place the argument, or another field of the step, for people
 * @param argument the argument's name if the template is its whole value, else empty
 * @param references what it refers to; empty for a constant
 */
record Sources(String place, String argument, List<Reference> references) {
  private static final TemplateResolver RESOLVER = TemplateResolver.create();

  /** All values of a step: its arguments, then what else has templates. */
  static List<Sources> of(Step step) {
    List<Sources> out = new ArrayList<>();
    JsonNode when = step.when();
    if (when != null) {
      out.addAll(ofValue("when", when));
    }
    JsonNode items = step.forEach();
    if (items != null) {
      out.addAll(ofValue("for_each", items));
    }
    ObjectNode mapping = step.inputMapping();
    for (Map.Entry<String, JsonNode> entry : mapping.properties()) {
      out.addAll(ofArgument(entry.getKey(), entry.getValue()));
    }
    Compensation compensation = step.compensate();
    if (compensation != null) {
      out.addAll(ofValue("compensate", compensation.inputMapping()));
    }
    return out;
  }

  static List<Sources> ofValue(String place, JsonNode value) {
    return byString(value).entrySet().stream()
        .map(entry -> new Sources(place + within(entry.getKey()), "", entry.getValue()))
        .toList();
  }

  private static List<Sources> ofArgument(String name, JsonNode value) {
    Map<String, List<Reference>> strings = byString(value);
    if (strings.isEmpty()) {
      return List.of(new Sources(name, name, List.of()));
    }
    return strings.entrySet().stream()
        .map(
            entry ->
                new Sources(
                    name + within(entry.getKey()),
                    entry.getKey().isEmpty() ? name : "",
                    entry.getValue()))
        .toList();
  }

  private static String within(String pointer) {
    return pointer.isEmpty() ? "" : " at " + pointer;
  }

  private static Map<String, List<Reference>> byString(JsonNode value) {
    return RESOLVER.compile(value).references().stream()
        .filter(reference -> !reference.isRelative())
        .collect(
            Collectors.groupingBy(Reference::pointer, LinkedHashMap::new, Collectors.toList()));
  }

  /** For people: from where, and whether as it is or as part of a text. */
  String describe() {
    if (references.isEmpty()) {
      return "constant";
    }
    String paths =
        references.stream().map(Reference::path).distinct().collect(Collectors.joining(", "));
    return references.get(0).isWholeValue() ? "from " + paths : "text with " + paths;
  }
}
