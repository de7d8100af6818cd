package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;

/** jackson-jq, with one compiled query per argument. */
final class Jq extends TemplateContender {
  private final Map<String, JsonQuery> queries = new LinkedHashMap<>();
  private final Scope scope = Scope.newEmptyScope();
  private final JsonNode context = Data.context();

  Jq() throws JsonProcessingException {
    super(true);
    BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, scope);
    for (Data.Argument argument : Data.ARGUMENTS) {
      String[] pieces = argument.mustache().split("\\{\\{|}}", -1);
      boolean pure = argument.literals().length == 0;
      StringBuilder text = new StringBuilder(pure ? "" : "\"");
      for (int i = 0; i < pieces.length; i++) {
        text.append(
            i % 2 == 0 ? pieces[i] : pure ? path(pieces[i]) : "\\(" + path(pieces[i]) + ")");
      }
      queries.put(argument.key(), JsonQuery.compile(text + (pure ? "" : "\""), Versions.JQ_1_6));
    }
  }

  private static String path(String dotted) {
    StringBuilder out = new StringBuilder(".");
    String[] names = dotted.split("\\.", -1);
    for (int i = 0; i < names.length; i++) {
      boolean index = i > 1 && Character.isDigit(names[i].charAt(0));
      out.append(index ? "[" + names[i] + "]" : "[\"" + names[i] + "\"]");
    }
    return out.toString();
  }

  @Override
  public Object work() throws JsonProcessingException {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonQuery> query : queries.entrySet()) {
      query.getValue().apply(scope, context, value -> out.set(query.getKey(), value));
    }
    return out;
  }
}
