package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * The agreed work: six arguments (three pure values, three texts with two placeholders each) out of
 * a context with inputs and ten step results of 0.9 kB.
 */
final class Data {
  /** One argument: its key and its template as Mustache writes it. */
  record Argument(String key, String mustache) {
    /** The paths of its tags. */
    String[] paths() {
      return pieces(1);
    }

    /** What stands around the tags; nothing at all if the template is one tag. */
    String[] literals() {
      String[] around = pieces(0);
      return String.join("", around).isEmpty() ? new String[0] : around;
    }

    private String[] pieces(int from) {
      String[] all = mustache.split("\\{\\{|}}", -1);
      String[] out = new String[(all.length + 1 - from) / 2];
      for (int i = 0; i < out.length; i++) {
        out[i] = all[2 * i + from];
      }
      return out;
    }
  }

  static final Argument[] ARGUMENTS = {
    new Argument("city", "{{inputs.city}}"),
    new Argument("temperature", "{{steps.3.result.current.temperature}}"),
    new Argument("wind", "{{steps.10.result.forecast.2.wind.speed}}"),
    new Argument("subject", "Weather in {{inputs.city}}: {{steps.5.result.summary}}"),
    new Argument(
        "line", "{{steps.7.result.station.name}} says {{steps.7.result.current.temperature}} C"),
    new Argument("footer", "From {{steps.1.result.source}}, seen at {{steps.9.result.current.at}}")
  };

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Data() {}

  /** Inputs and steps, as templates see them. */
  static ObjectNode context() {
    ObjectNode context = NODES.objectNode();
    context.putObject("inputs").put("city", "San Francisco").put("channel", "#weather");
    ObjectNode steps = context.putObject("steps");
    for (int i = 1; i <= 10; i++) {
      ObjectNode step = steps.putObject(Integer.toString(i));
      step.set("result", result(i));
      step.put("status", "success");
      step.putNull("error");
    }
    return context;
  }

  private static JsonNode result(int number) {
    ObjectNode result = NODES.objectNode();
    result.put("source", "Service " + number).put("summary", "Partly cloudy, no rain");
    result.putObject("station").put("name", "Station " + number).put("height", 52);
    result
        .putObject("current")
        .put("temperature", 10 + number)
        .put("humidity", 61)
        .put("at", "2026-02-21T12:00:0" + number % 10 + "Z");
    var forecast = result.putArray("forecast");
    while (result.toString().getBytes(StandardCharsets.UTF_8).length < 880) {
      int day = forecast.size() + 1;
      ObjectNode entry = forecast.addObject();
      entry.put("day", day).put("text", "Sunny with a few clouds").put("high", 18 + day);
      entry.putObject("wind").put("speed", 3 * day).put("direction", "NW");
    }
    return result;
  }

  /** What the arguments must come to. */
  static ObjectNode expected() {
    return NODES
        .objectNode()
        .put("city", "San Francisco")
        .put("temperature", 13)
        .put("wind", 9)
        .put("subject", "Weather in San Francisco: Partly cloudy, no rain")
        .put("line", "Station 7 says 17 C")
        .put("footer", "From Service 1, seen at 2026-02-21T12:00:09Z");
  }
}
