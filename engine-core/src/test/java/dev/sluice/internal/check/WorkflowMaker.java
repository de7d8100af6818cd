package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes workflows over {@link ToolWorld} that run with every faithful tool, at random. */
final class WorkflowMaker {
  /** A path that always has a value, and the schema of that value. */
  record Source(String path, JsonNode schema) {}

  private static final JsonNode INPUTS =
      ToolWorld.schema(
          "{'city':S,'count':I,'price':N,'loud':B,'guest':{'name':S,'mail':S},'words':[S],'sizes':[N],'note':S,'unit':{'enum':['celsius','fahrenheit']},'room':{'enum':['single','double']}}",
          "['city','count','price','loud','guest','words','sizes','unit','room']");

  private final Random random;
  private final List<Source> sources = new ArrayList<>();

  WorkflowMaker(Random random) {
    this.random = random;
  }

  ObjectNode workflow() {
    ObjectNode workflow = Json.NODES.objectNode();
    workflow.put("name", "W");
    ObjectNode declaration = INPUTS.deepCopy();
    ((ObjectNode) declaration.at("/properties/note")).put("default", "none");
    workflow.set("input_schema", declaration);
    gather("inputs", declaration);
    ArrayNode steps = workflow.putArray("steps");
    int count = 1 + random.nextInt(5);
    for (int i = 1; i <= count; i++) {
      steps.add(step(i));
    }
    if (random.nextInt(3) == 0) {
      Source last = sources.get(random.nextInt(sources.size()));
      workflow.putObject("output").put("last", "{{" + last.path() + "}}").put("n", 1);
    }
    return workflow;
  }

  /** Notes every path below that surely has a value. */
  private void gather(String path, JsonNode schema) {
    sources.add(new Source(path, schema));
    for (JsonNode name : schema.path("required")) {
      gather(path + "." + name.textValue(), schema.get("properties").get(name.textValue()));
    }
    if (path.equals("inputs")) {
      gather("inputs.note", schema.at("/properties/note"));
    }
  }

  private ObjectNode step(int number) {
    List<ToolWorld.Described> tools = List.copyOf(ToolWorld.TOOLS.values());
    ToolWorld.Described tool = tools.get(random.nextInt(tools.size()));
    ObjectNode step = Json.NODES.objectNode();
    step.put("step_number", number);
    step.put("tool_id", tool.id());
    String own = Integer.toString(number);
    if (random.nextInt(4) == 0) {
      own = "s" + number;
      step.put("id", own);
    }
    List<Source> loop = random.nextInt(5) == 0 ? of("array") : List.of();
    int known = sources.size();
    if (!loop.isEmpty()) {
      Source items = loop.get(random.nextInt(loop.size()));
      step.put("for_each", "{{" + items.path() + "}}");
      gather("item", items.schema().get("items"));
      sources.add(new Source("index", ToolWorld.json("{'type':'integer'}")));
    }
    step.set("input_mapping", arguments(tool.input()));
    sources.subList(known, sources.size()).clear();
    boolean certain = loop.isEmpty();
    if (random.nextInt(6) == 0) {
      step.put("when", "{{inputs.loud}}");
      certain = false;
    } else if (random.nextInt(8) == 0) {
      step.put("on_error", "continue");
      certain = false;
    }
    if (random.nextInt(6) == 0) {
      undo(step, tool, own, loop.isEmpty());
    }
    if (certain) {
      gather("steps." + own + ".result", tool.output());
    }
    sources.add(new Source("steps." + own + ".status", ToolWorld.json("{'type':'string'}")));
    return step;
  }

  private void undo(ObjectNode step, ToolWorld.Described tool, String own, boolean plain) {
    int known = sources.size();
    if (plain) {
      gather("steps." + own + ".result", tool.output());
    }
    ObjectNode undo = step.putObject("compensate");
    undo.put("tool_id", "switch");
    undo.set("input_mapping", arguments(ToolWorld.TOOLS.get("switch").input()));
    sources.subList(known, sources.size()).clear();
  }

  private ObjectNode arguments(JsonNode schema) {
    ObjectNode mapping = Json.NODES.objectNode();
    for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
      boolean required = false;
      for (JsonNode name : schema.get("required")) {
        required |= name.textValue().equals(property.getKey());
      }
      if (required || random.nextInt(3) > 0) {
        mapping.set(property.getKey(), value(property.getValue()));
      }
    }
    return mapping;
  }

  /** Something that surely satisfies the schema: a literal, a reference or a text. */
  private JsonNode value(JsonNode schema) {
    List<Source> fitting = sources.stream().filter(s -> fits(s.schema(), schema)).toList();
    if (!fitting.isEmpty() && random.nextInt(4) > 0) {
      return text("{{" + fitting.get(random.nextInt(fitting.size())).path() + "}}");
    } else if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    JsonNode type = schema.get("type");
    return switch (type.isArray() ? type.get(0).textValue() : type.textValue()) {
      case "string" -> text(sentence());
      case "integer" -> Json.NODES.numberNode(random.nextInt(9));
      case "number" -> Json.NODES.numberNode(0.5 + random.nextInt(9));
      case "boolean" -> Json.NODES.booleanNode(random.nextBoolean());
      case "array" -> {
        ArrayNode array = Json.NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(value(schema.get("items")));
        }
        yield array;
      }
      default -> arguments(schema);
    };
  }

  private static JsonNode text(String text) {
    return Json.NODES.textNode(text);
  }

  private String sentence() {
    StringBuilder out = new StringBuilder("On ");
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append("{{").append(any().path()).append("}}, ");
    }
    List<Source> lists = of("array");
    if (!lists.isEmpty() && random.nextInt(2) == 0) {
      Source list = lists.get(random.nextInt(lists.size()));
      JsonNode required = list.schema().get("items").path("required");
      String inside = required.isEmpty() ? "." : required.get(0).textValue();
      out.append("{{#")
          .append(list.path())
          .append("}}{{")
          .append(inside)
          .append("}};{{/")
          .append(list.path())
          .append("}}");
    }
    if (random.nextInt(3) == 0) {
      out.append("{{#inputs.note}}({{.}}){{/inputs.note}}{{^inputs.note}}-{{/inputs.note}}");
    }
    return out.toString();
  }

  private Source any() {
    return sources.get(random.nextInt(sources.size()));
  }

  private List<Source> of(String type) {
    return sources.stream().filter(s -> s.schema().path("type").asText().equals(type)).toList();
  }

  /** Plainly: the same schema, an enumerated text as a text, a whole number as a number. */
  private static boolean fits(JsonNode from, JsonNode wanted) {
    if (from.equals(wanted)) {
      return true;
    }
    String type = from.has("enum") ? "string" : from.path("type").asText();
    JsonNode types = wanted.path("type");
    if (type.isEmpty() || type.equals("object") || type.equals("array") || wanted.has("enum")) {
      return false;
    } else if (types.isArray()) {
      return types.get(0).asText().equals(type) || types.get(1).asText().equals(type);
    }
    return types.asText().equals(type)
        || (type.equals("integer") && types.asText().equals("number"));
  }
}
