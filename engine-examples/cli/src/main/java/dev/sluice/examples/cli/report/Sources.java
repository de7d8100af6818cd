package dev.sluice.examples.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.examples.cli.json.ExactJson;
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
 * @param certain whether it is resolved in every run that gets that far
 * @param constant the value as it stands in the definition
 */
record Sources(
    String place, String argument, List<Reference> references, boolean certain, JsonNode constant) {
  private static final TemplateResolver RESOLVER =
      TemplateResolver.builder().roots("item", "index").build();
  private static final int SHORT = 40;

  /** All values of a step: its arguments, then what else has templates. */
  static List<Sources> of(Step step) {
    List<Sources> out = new ArrayList<>();
    boolean certain = step.when() == null;
    JsonNode when = step.when();
    if (when != null) {
      out.addAll(ofMapping("when", "", false, when));
    }
    JsonNode items = step.forEach();
    if (items != null) {
      out.addAll(ofMapping("for_each", "", certain, items));
    }
    for (Map.Entry<String, JsonNode> entry : step.inputMapping().properties()) {
      out.addAll(ofMapping(entry.getKey(), entry.getKey(), certain, entry.getValue()));
    }
    JsonNode fallback = step.onError().result();
    if (fallback != null) {
      out.addAll(ofMapping("on_error", "", false, fallback));
    }
    Compensation compensation = step.compensate();
    if (compensation != null) {
      for (Map.Entry<String, JsonNode> entry : compensation.inputMapping().properties()) {
        out.addAll(ofMapping("compensate: " + entry.getKey(), "", false, entry.getValue()));
      }
    }
    return out;
  }

  /** A value whose strings are templates: one for each string with references, else a constant. */
  static List<Sources> ofMapping(String place, String argument, boolean certain, JsonNode value) {
    Map<String, List<Reference>> strings =
        RESOLVER.compile(value).references().stream()
            .filter(reference -> !reference.isRelative())
            .collect(
                Collectors.groupingBy(Reference::pointer, LinkedHashMap::new, Collectors.toList()));
    if (strings.isEmpty()) {
      return List.of(new Sources(place, argument, List.of(), certain, value));
    }
    List<Sources> out = new ArrayList<>();
    strings.forEach(
        (pointer, references) -> {
          boolean whole = pointer.isEmpty();
          String at = whole ? place : place + " at " + pointer;
          out.add(new Sources(at.strip(), whole ? argument : "", references, certain, value));
        });
    return out;
  }

  /** For people: from where, and whether as it is or as part of a text. */
  String describe() {
    if (references.isEmpty()) {
      String json = ExactJson.compact(constant);
      return json.length() > SHORT ? "constant" : "constant " + json;
    }
    String paths =
        references.stream().map(Reference::path).distinct().collect(Collectors.joining(", "));
    return references.get(0).isWholeValue() ? "from " + paths : "text with " + paths;
  }
}
