package dev.sluice.examples.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tool.ToolException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlackToolTest {
  private static final Instant NOW = Instant.parse("2024-02-16T12:26:40.000100999Z");
  private static final String ARGUMENTS = "{\"channel\": \"#weather-alerts\", \"text\": \"Sun ☀\"}";
  private final List<String> printed = new ArrayList<>();

  private SlackTool tool(URI webhook) {
    InstantSource clock = InstantSource.fixed(NOW);
    return new SlackTool(webhook, printed::add, new HttpSender(), new HttpFailures(clock), clock);
  }

  @Test
  void withoutAWebhookTheMessageIsPrinted() throws Exception {
    assertThat(Call.of(tool(null), ARGUMENTS).toString())
        .isEqualTo("{\"message_ts\":\"1708086400.000100\"}");
    assertThat(printed).containsExactly("Slack message to #weather-alerts: Sun ☀");
  }

  @Test
  void withAWebhookItIsPostedThere() throws Exception {
    try (var server = Endpoint.answering(200, "text/plain", "ok")) {
      var result = Call.of(tool(URI.create(server.url("/services/T/B/x"))), ARGUMENTS);
      assertThat(result.toString()).isEqualTo("{\"message_ts\":\"1708086400.000100\"}");
      var request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.target()).isEqualTo("/services/T/B/x");
      assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
      assertThat(request.body()).isEqualTo("{\"text\":\"Sun ☀\",\"channel\":\"#weather-alerts\"}");
      assertThat(printed).isEmpty();
    }
  }

  @Test
  void aWebhookThatRefusesFailsTheStepAndItsAddressIsNotTold() throws Exception {
    try (var server = Endpoint.answering(429, "text/plain", "rate_limited")) {
      ToolException refused =
          Call.failing(tool(URI.create(server.url("/services/secret"))), ARGUMENTS);
      assertThat(refused.code()).isEqualTo("http_429");
      assertThat(refused.retryable()).isTrue();
      assertThat(refused).hasMessageNotContaining("secret");
    }
  }
}
