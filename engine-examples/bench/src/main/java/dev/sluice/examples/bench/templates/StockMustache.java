package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * mustache.java as it comes, over Maps: everything is text in the end, and a missing value is
 * nothing. Lists aren't reached by index, so the context holds them as Maps.
 */
final class StockMustache extends TemplateContender {
  private final Map<String, Mustache> templates = new LinkedHashMap<>();
  private final Map<?, ?> context;

  StockMustache() {
    super(false);
    ObjectNode tree = Data.context();
    for (var step : tree.get("steps")) {
      ObjectNode result = (ObjectNode) step.get("result");
      ObjectNode byIndex = new ObjectMapper().createObjectNode();
      for (int i = 0; i < result.get("forecast").size(); i++) {
        byIndex.set(Integer.toString(i), result.get("forecast").get(i));
      }
      result.set("forecast", byIndex);
    }
    context = new ObjectMapper().convertValue(tree, Map.class);
    DefaultMustacheFactory factory = new DefaultMustacheFactory();
    for (Data.Argument argument : Data.ARGUMENTS) {
      templates.put(
          argument.key(), factory.compile(new StringReader(argument.mustache()), argument.key()));
    }
  }

  @Override
  public Object work() {
    Map<String, Object> out = new LinkedHashMap<>();
    for (Map.Entry<String, Mustache> template : templates.entrySet()) {
      StringWriter writer = new StringWriter();
      template.getValue().execute(writer, context);
      out.put(template.getKey(), writer.toString());
    }
    return out;
  }
}
