package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;
import dev.sluice.tool.ToolException;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the body of an answer: JSON if its content type says so, else text. */
final class HttpBodies {
  private static final Pattern JSON = Pattern.compile("(application|text)/(json|[^;\\s]*\\+json)");
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9._-]+)\"?");

  private HttpBodies() {}

  static JsonNode read(String name, HttpResponse<byte[]> response) throws ToolException {
    String type = response.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
    String text = new String(response.body(), charset(type));
    if (!JSON.matcher(type).lookingAt()) {
      return ExactJson.NODES.textNode(text);
    } else if (response.body().length == 0) {
      return ExactJson.NODES.nullNode();
    }
    try {
      return ExactJson.read(text);
    } catch (NotJsonException e) {
      throw new ToolException(
          "invalid_response",
          name + " was answered with a body that isn't JSON, though its content type says so.",
          false,
          null,
          e);
    }
  }

  private static Charset charset(String type) {
    Matcher matcher = CHARSET.matcher(type);
    if (matcher.find()) {
      try {
        return Charset.forName(matcher.group(1));
      } catch (IllegalArgumentException e) {
        return StandardCharsets.UTF_8;
      }
    }
    return StandardCharsets.UTF_8;
  }
}
