package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code tool_slack_001}: posts a message to a Slack webhook. Where there is no webhook, it prints
 * the message.
 */
final class SlackTool implements ToolInvoker {
  static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of("tool_slack_001")
          .withName("Slack - Send Message")
          .withDescription(
              "Posts to the webhook of --slack-webhook; without one it prints the message.")
          .withInputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["channel", "text"], "additionalProperties": false,
                   "properties": {"channel": {"type": "string"}, "text": {"type": "string"}}}
                  """))
          .withOutputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["message_ts"], "additionalProperties": false,
                   "properties": {"message_ts": {"type": "string",
                    "description": "when it was sent: seconds since 1970 and microseconds"}}}
                  """))
          .withHints(false, false, false);

  private static final long TIMEOUT_MS = 30_000;

  private final @Nullable URI webhook;
  private final Consumer<String> printer;
  private final HttpSender sender;
  private final HttpFailures failures;
  private final InstantSource clock;

  SlackTool(
      @Nullable URI webhook,
      Consumer<String> printer,
      HttpSender sender,
      HttpFailures failures,
      InstantSource clock) {
    this.webhook = webhook;
    this.printer = printer;
    this.sender = sender;
    this.failures = failures;
    this.clock = clock;
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException, InterruptedException {
    Arguments arguments = new Arguments(call);
    String channel = arguments.text("channel");
    String text = arguments.text("text");
    if (webhook == null) {
      printer.accept("Slack message to " + channel + ": " + text);
    } else {
      post(webhook, channel, text, call);
    }
    ObjectNode result = ExactJson.NODES.objectNode();
    return ToolResult.of(result.put("message_ts", timestamp(clock.instant())));
  }

  private void post(URI url, String channel, String text, ToolCall call)
      throws ToolException, InterruptedException {
    ObjectNode message = ExactJson.NODES.objectNode();
    message.put("text", text).put("channel", channel);
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("content-type", "application/json")
            .header("idempotency-key", call.idempotencyKey())
            .POST(HttpRequest.BodyPublishers.ofString(ExactJson.compact(message)))
            .build();
    // Whoever knows a webhook's address may post to it, so messages don't hold it.
    String name = "The Slack webhook";
    failures.check(name, sender.send(name, request, TIMEOUT_MS, call));
  }

  private static String timestamp(Instant instant) {
    return String.format(
        Locale.ROOT, "%d.%06d", instant.getEpochSecond(), instant.getNano() / 1000);
  }
}
