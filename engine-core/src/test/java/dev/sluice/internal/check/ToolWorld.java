package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.json.Json;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tools whose descriptions are complete: all schemas are closed and say every type. */
final class ToolWorld {
  record Described(String id, JsonNode input, JsonNode output) {}

  static final Map<String, Described> TOOLS = new LinkedHashMap<>();

  static {
    tool(
        "forecast",
        "{'city':S,'days':I,'unit':{'enum':['celsius','fahrenheit']}}",
        "['city']",
        "{'summary':S,'high':N,'raining':B,'days':[{'date':S,'low':N?}],'note':S}",
        "['summary','high','raining','days']");
    tool(
        "search",
        "{'query':S,'limit':I,'tags':[S]}",
        "['query']",
        "{'total':I,'hits':[{'title':S,'url':S,'score':N,'author':{'name':S,'mail':S?}}],'next':S?}",
        "['total','hits','next']");
    tool(
        "send",
        "{'channel':S,'text':S,'urgent':B,'attachments':[{'title':S,'size':I}]}",
        "['channel','text']",
        "{'ts':S,'ok':B}",
        "['ts','ok']");
    tool(
        "book",
        "{'guest':{'name':S,'mail':S},'nights':I,'price':N,'room':{'enum':['single','double']}}",
        "['guest','nights','room']",
        "{'id':S,'room':{'enum':['single','double']},'total':N,'guest':{'name':S,'mail':S?}}",
        "['id','room','total','guest']");
    tool(
        "tally",
        "{'numbers':[N],'label':S?}",
        "['numbers','label']",
        "{'sum':N,'count':I}",
        "['sum','count']");
    tool(
        "switch",
        "{'on':B,'level':I}",
        "['on']",
        "{'on':B,'level':I,'mode':{'enum':['auto','manual']}}",
        "['on','level','mode']");
  }

  private ToolWorld() {}

  static ToolCatalog catalog() {
    List<ToolDescriptor> tools = new ArrayList<>();
    for (Described tool : TOOLS.values()) {
      tools.add(
          ToolDescriptor.of(tool.id())
              .withInputSchema(tool.input())
              .withOutputSchema(tool.output()));
    }
    return ToolCatalog.of(1, tools);
  }

  static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static void tool(
      String id, String input, String requiredIn, String output, String requiredOut) {
    TOOLS.put(id, new Described(id, schema(input, requiredIn), schema(output, requiredOut)));
  }

  /** Short for closed objects: S, I, N, B are types, ? admits null, [x] is an array of x. */
  static JsonNode schema(String properties, String required) {
    String text =
        properties
            .replaceAll("([:\\[])S\\?", "$1{'type':['string','null']}")
            .replaceAll("([:\\[])N\\?", "$1{'type':['number','null']}")
            .replaceAll("([:\\[])S", "$1{'type':'string'}")
            .replaceAll("([:\\[])I", "$1{'type':'integer'}")
            .replaceAll("([:\\[])N", "$1{'type':'number'}")
            .replaceAll("([:\\[])B", "$1{'type':'boolean'}");
    return closed(json(text), json(required));
  }

  private static JsonNode closed(JsonNode properties, JsonNode required) {
    var schema = Json.NODES.objectNode();
    schema.put("type", "object");
    var declared = schema.putObject("properties");
    properties.properties().forEach(e -> declared.set(e.getKey(), expanded(e.getValue())));
    schema.set("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  private static JsonNode expanded(JsonNode shorthand) {
    if (shorthand.isArray() && shorthand.size() == 1) {
      var array = Json.NODES.objectNode();
      array.put("type", "array");
      array.set("items", expanded(shorthand.get(0)));
      return array;
    } else if (shorthand.has("enum")
        || shorthand.path("type").isTextual()
        || shorthand.path("type").isArray()) {
      return shorthand;
    }
    var names = Json.NODES.arrayNode();
    shorthand.fieldNames().forEachRemaining(names::add);
    return closed(shorthand, names);
  }
}
