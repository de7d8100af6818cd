package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code http.request}: one HTTP exchange. */
final class HttpRequestTool implements ToolInvoker {
  static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of("http.request")
          .withName("HTTP request")
          .withDescription(
              "Sends an HTTP request. A status of 400 or above fails the step with the code"
                  + " http_<status>; 429, 5xx, timeouts and network errors can be retried. Redirects are"
                  + " results like others: they are not followed.")
          .withInputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["url"], "additionalProperties": false,
                   "properties": {
                    "method": {"type": "string", "default": "GET",
                     "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]},
                    "url": {"type": "string", "description": "http or https"},
                    "query": {"type": "object",
                     "description": "added to the URL, names and values encoded"},
                    "headers": {"type": "object"},
                    "body": {"description": "a string is sent as it is, anything else as JSON"},
                    "timeout_ms": {"type": "integer", "default": 30000,
                     "description": "for the whole exchange"}}}
                  """))
          .withOutputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["status", "headers", "body"],
                   "properties": {
                    "status": {"type": "integer"},
                    "headers": {"type": "object", "description": "names in lower case"},
                    "body": {"description": "the JSON value if the content type says so, else text"}}}
                  """));

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final long USUAL_TIMEOUT_MS = 30_000;
  private static final long MOST_TIMEOUT_MS = 86_400_000;

  private final HttpSender sender;
  private final HttpFailures failures;

  HttpRequestTool(HttpSender sender, HttpFailures failures) {
    this.sender = sender;
    this.failures = failures;
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException, InterruptedException {
    Arguments arguments = new Arguments(call);
    long timeoutMs = arguments.wholeOr("timeout_ms", 1, MOST_TIMEOUT_MS, USUAL_TIMEOUT_MS);
    HttpRequest request = request(arguments, call);
    String name = HttpSender.name(request);
    HttpResponse<byte[]> response = sender.send(name, request, timeoutMs, call);
    failures.check(name, response);
    ObjectNode result = ExactJson.NODES.objectNode();
    result.put("status", response.statusCode());
    ObjectNode headers = result.putObject("headers");
    response.headers().map().forEach((header, values) -> headers.put(lower(header), join(values)));
    result.set("body", HttpBodies.read(name, response));
    return ToolResult.of(result);
  }

  private static HttpRequest request(Arguments arguments, ToolCall call) throws ToolException {
    String method = arguments.textOr("method", "GET").toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      throw Arguments.invalid(
          "The argument \"method\" must be one of "
              + String.join(", ", new java.util.TreeSet<>(METHODS))
              + ".");
    }
    URI uri = HttpUrls.of(arguments.text("url"), arguments.texts("query"));
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("user-agent", "sluice");
    if (!SAFE_METHODS.contains(method)) {
      // A server that knows this header does the work once, however often the step is tried.
      headers.put("idempotency-key", call.idempotencyKey());
    }
    JsonNode body = arguments.value("body");
    if (body != null) {
      headers.put(
          "content-type", body.isTextual() ? "text/plain; charset=utf-8" : "application/json");
    }
    headers.putAll(arguments.texts("headers"));
    try {
      HttpRequest.Builder builder = HttpRequest.newBuilder(uri).method(method, publisher(body));
      headers.forEach(builder::header);
      return builder.build();
    } catch (IllegalArgumentException e) {
      // The exception's message may quote a header's value.
      throw new ToolException(
          "invalid_arguments",
          "One of the headers can't be sent: its name is reserved, or its name or value has"
              + " characters that HTTP doesn't allow.",
          false,
          null,
          e);
    }
  }

  private static HttpRequest.BodyPublisher publisher(@Nullable JsonNode body) {
    if (body == null) {
      return BodyPublishers.noBody();
    }
    String text = body.isTextual() ? body.textValue() : ExactJson.compact(body);
    return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String join(Iterable<String> values) {
    return String.join(", ", values);
  }
}
