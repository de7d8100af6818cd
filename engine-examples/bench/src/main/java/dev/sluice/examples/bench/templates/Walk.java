package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a programmer writes: chains of get on the context. */
final class Walk extends TemplateContender {
  private final ObjectNode context = Data.context();

  Walk() {
    super(true);
  }

  @Override
  public Object work() {
    JsonNode inputs = context.path("inputs");
    JsonNode steps = context.path("steps");
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.set("city", inputs.path("city"));
    out.set("temperature", result(steps, "3").path("current").path("temperature"));
    out.set("wind", result(steps, "10").path("forecast").path(2).path("wind").path("speed"));
    out.put(
        "subject",
        "Weather in "
            + inputs.path("city").asText()
            + ": "
            + result(steps, "5").path("summary").asText());
    out.put(
        "line",
        result(steps, "7").path("station").path("name").asText()
            + " says "
            + result(steps, "7").path("current").path("temperature").asText()
            + " C");
    out.put(
        "footer",
        "From "
            + result(steps, "1").path("source").asText()
            + ", seen at "
            + result(steps, "9").path("current").path("at").asText());
    return out;
  }

  private static JsonNode result(JsonNode steps, String number) {
    return steps.path(number).path("result");
  }
}
