package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code tool_weather_001}: the forecast of a city, from the file that ships with the examples. */
final class WeatherTool implements ToolInvoker {
  static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of("tool_weather_001")
          .withName("Weather - Get Forecast")
          .withDescription("The forecast for one of the cities in the examples' data file.")
          .withInputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["city"], "additionalProperties": false,
                   "properties": {"city": {"type": "string"}}}
                  """))
          .withOutputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["forecast"], "additionalProperties": false,
                   "properties": {"forecast": {"type": "string"}}}
                  """))
          .withHints(true, true, false);

  private static final String DATA = "forecasts.json";

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException, IOException, NotJsonException {
    String city = new Arguments(call).text("city");
    List<String> known = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : forecasts().properties()) {
      if (entry.getKey().equalsIgnoreCase(city.strip())) {
        ObjectNode result = ExactJson.NODES.objectNode();
        return ToolResult.of(result.set("forecast", entry.getValue()));
      }
      known.add(entry.getKey());
    }
    throw new ToolException(
        "unknown_city",
        "There is no forecast for " + city + "; there is one for " + String.join(", ", known) + ".",
        false);
  }

  private static JsonNode forecasts() throws IOException, NotJsonException {
    try (InputStream in = WeatherTool.class.getResourceAsStream(DATA)) {
      if (in == null) {
        throw new FileNotFoundException("The data file " + DATA + " is missing from the program");
      }
      return ExactJson.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
