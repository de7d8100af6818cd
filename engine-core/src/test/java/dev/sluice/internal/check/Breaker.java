package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renames, retypes, reorders or drops one thing in a workflow. What it says is for reports. */
final class Breaker {
  private static final Pattern TAG = Pattern.compile("\\{\\{([#^/]?)([^{}]+)}}");

  private final Random random;
  private final ObjectNode workflow;

  Breaker(Random random, ObjectNode workflow) {
    this.random = random;
    this.workflow = workflow;
  }

  /** A place that holds a JSON value, and how to change it. */
  private record Place(JsonNode value, Consumer<JsonNode> set, Runnable remove) {}

  String breakSomething() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> renameInReference();
      case 3 -> renameArgument();
      case 4 -> dropArgument();
      case 5, 6 -> retypeArgument();
      case 7 -> renameTool();
      case 8 -> swapSteps();
      case 9 -> dropStep();
      case 10 -> changeDeclaration();
      default -> anotherReference();
    };
  }

  private ArrayNode steps() {
    return (ArrayNode) workflow.get("steps");
  }

  private ObjectNode anyStep() {
    return (ObjectNode) steps().get(random.nextInt(steps().size()));
  }

  /** All values inside of mappings, at any depth. */
  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (JsonNode step : steps()) {
      inside((ObjectNode) step.get("input_mapping"), places);
      if (step.has("compensate")) {
        inside((ObjectNode) step.get("compensate").get("input_mapping"), places);
      }
      if (step.has("for_each")) {
        ObjectNode whole = (ObjectNode) step;
        places.add(new Place(step.get("for_each"), v -> whole.set("for_each", v), () -> {}));
      }
    }
    if (workflow.has("output")) {
      inside((ObjectNode) workflow.get("output"), places);
    }
    return places;
  }

  private static void inside(ObjectNode object, List<Place> places) {
    for (var field : object.properties()) {
      String key = field.getKey();
      places.add(new Place(field.getValue(), v -> object.set(key, v), () -> object.remove(key)));
      if (field.getValue() instanceof ObjectNode inner) {
        inside(inner, places);
      }
    }
  }

  private Place any(List<Place> places) {
    return places.isEmpty() ? null : places.get(random.nextInt(places.size()));
  }

  private String renameInReference() {
    Place place = any(places().stream().filter(p -> p.value().asText().contains("{{")).toList());
    if (place == null) {
      return "nothing";
    }
    String text = place.value().textValue();
    List<int[]> spans = new ArrayList<>();
    Matcher tags = TAG.matcher(text);
    while (tags.find()) {
      if (tags.group(1).isEmpty()) {
        spans.add(new int[] {tags.start(2), tags.end(2)});
      }
    }
    if (spans.isEmpty()) {
      return "nothing";
    }
    int[] span = spans.get(random.nextInt(spans.size()));
    String[] segments = text.substring(span[0], span[1]).split("\\.", -1);
    int which = random.nextInt(Math.max(1, segments.length));
    if (segments.length == 0) {
      return "nothing";
    }
    segments[which] = typo(segments[which]);
    String changed = String.join(".", segments);
    place
        .set()
        .accept(
            Json.NODES.textNode(text.substring(0, span[0]) + changed + text.substring(span[1])));
    return "renamed in " + text + " to " + changed;
  }

  private String typo(String name) {
    if (name.isEmpty()) {
      return "x";
    }
    int at = random.nextInt(name.length());
    return switch (random.nextInt(3)) {
      case 0 -> name.length() < 2 ? name + "s" : name.substring(0, at) + name.substring(at + 1);
      case 1 -> name.substring(0, at) + name.charAt(at) + name.substring(at);
      default -> name.substring(0, at) + "q" + name.substring(at + 1);
    };
  }

  private String renameArgument() {
    ObjectNode mapping = anyMapping();
    List<String> names = new ArrayList<>();
    mapping.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty()) {
      return "nothing";
    }
    String name = names.get(random.nextInt(names.size()));
    String changed = typo(name);
    mapping.set(changed, mapping.remove(name));
    return "argument " + name + " to " + changed;
  }

  private ObjectNode anyMapping() {
    ObjectNode step = anyStep();
    List<ObjectNode> mappings = new ArrayList<>();
    mappings.add((ObjectNode) step.get("input_mapping"));
    step.get("input_mapping")
        .forEach(
            value -> {
              if (value instanceof ObjectNode inner) {
                mappings.add(inner);
              }
            });
    return mappings.get(random.nextInt(mappings.size()));
  }

  private String dropArgument() {
    Place place = any(places());
    if (place == null) {
      return "nothing";
    }
    place.remove().run();
    return "dropped " + place.value();
  }

  private String retypeArgument() {
    Place place = any(places());
    if (place == null) {
      return "nothing";
    }
    List<String> others =
        List.of("'text'", "7", "1.5", "true", "null", "[]", "[1]", "{}", "{'a':1}", "'celsius'");
    String other = others.get(random.nextInt(others.size()));
    boolean tag = place.value().isTextual() && random.nextInt(4) == 0;
    JsonNode changed =
        tag ? Json.NODES.textNode(place.value().textValue() + "!") : ToolWorld.json(other);
    place.set().accept(changed);
    return "retyped " + place.value() + " to " + changed;
  }

  private String renameTool() {
    ObjectNode step = anyStep();
    List<String> tools = new ArrayList<>(ToolWorld.TOOLS.keySet());
    String other =
        random.nextBoolean()
            ? typo(step.get("tool_id").textValue())
            : tools.get(random.nextInt(tools.size()));
    String was = step.get("tool_id").textValue();
    step.put("tool_id", other);
    return "tool " + was + " to " + other;
  }

  private String swapSteps() {
    ObjectNode a = anyStep();
    ObjectNode b = anyStep();
    int number = a.get("step_number").intValue();
    a.put("step_number", b.get("step_number").intValue());
    b.put("step_number", number);
    return "swapped steps " + number + " and " + a.get("step_number");
  }

  private String dropStep() {
    if (steps().size() < 2) {
      return "nothing";
    }
    int index = random.nextInt(steps().size());
    steps().remove(index);
    return "dropped the step at " + index;
  }

  private String changeDeclaration() {
    ObjectNode properties = (ObjectNode) workflow.get("input_schema").get("properties");
    List<String> names = new ArrayList<>();
    properties.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    if (random.nextBoolean()) {
      properties.remove(name);
      ArrayNode required = (ArrayNode) workflow.get("input_schema").get("required");
      for (int i = required.size() - 1; i >= 0; i--) {
        if (required.get(i).asText().equals(name)) {
          required.remove(i);
        }
      }
      return "dropped the input " + name;
    }
    List<String> types = List.of("string", "integer", "boolean");
    String type = types.get(random.nextInt(types.size()));
    properties.putObject(name).put("type", type);
    return "input " + name + " is now " + type;
  }

  private String anotherReference() {
    List<Place> tags =
        places().stream().filter(p -> p.value().asText().matches("\\{\\{[^#^/{}]+}}")).toList();
    Place place = any(tags);
    Place other = any(tags);
    if (place == null || other == null) {
      return "nothing";
    }
    place.set().accept(other.value());
    return "reference " + place.value() + " to " + other.value();
  }
}
