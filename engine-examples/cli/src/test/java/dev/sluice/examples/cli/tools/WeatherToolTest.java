package dev.sluice.examples.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tool.ToolException;
import org.junit.jupiter.api.Test;

class WeatherToolTest {
  private final WeatherTool tool = new WeatherTool();

  @Test
  void theForecastOfSanFranciscoIsThatOfTheDocumentation() throws Exception {
    assertThat(Call.of(tool, "{\"city\": \"San Francisco\"}").toString())
        .isEqualTo("{\"forecast\":\"Partly cloudy, 18C, 10% chance of rain\"}");
    assertThat(Call.of(tool, "{\"city\": \" san francisco \"}"))
        .isEqualTo(Call.of(tool, "{\"city\": \"San Francisco\"}"));
  }

  @Test
  void anUnknownCityFailsAndSaysWhichAreKnown() throws Exception {
    ToolException refused = Call.failing(tool, "{\"city\": \"Atlantis\"}");
    assertThat(refused.code()).isEqualTo("unknown_city");
    assertThat(refused.retryable()).isFalse();
    assertThat(refused)
        .hasMessage(
            "There is no forecast for Atlantis; there is one for Berlin, London, Nairobi, San"
                + " Francisco, Sydney, Tokyo.");
  }
}
