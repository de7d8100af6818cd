package dev.sluice.examples.embedding;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.RetryPolicy;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP endpoint that is busy at first, and a step that tries again, later each time. */
public final class FlakyEndpoint {
  private FlakyEndpoint() {}

  /** GET as a tool. A server that is busy may be asked again; one that says no may not. */
  static final class HttpGet implements ToolInvoker {
    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public ToolResult invoke(ToolCall call) throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(call.arguments().get("url").asText()))
              .header("Idempotency-Key", call.idempotencyKey())
              .build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new ToolException(
            "http_" + response.statusCode(),
            "The server answered " + response.statusCode() + ".",
            response.statusCode() >= 500);
      }
      return ToolResult.of(Map.of("body", response.body()));
    }
  }

  /**
   * Runs against a server of its own that answers 503 before it answers.
   *
   * @param busyAnswers how often
   * @return the record
   * @throws IOException if no port is free
   */
  static Execution run(int busyAnswers) throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/forecast",
        exchange -> {
          boolean busy = requests.incrementAndGet() <= busyAnswers;
          byte[] body = (busy ? "busy" : "sunny").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(busy ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (WorkflowEngine engine =
        WorkflowEngine.builder()
            .tools(Tools.builder().tool("http.get", new HttpGet()).build())
            .build()) {
      Workflow workflow =
          Workflow.builder("Forecast")
              .step(
                  Step.of("http.get")
                      .input("url", "{{inputs.base}}/forecast")
                      .retry(RetryPolicy.attempts(4).backoff(10, 2, 100).on("http_503")))
              .build();
      String base = "http://localhost:" + server.getAddress().getPort();
      return engine.execute(workflow, Map.of("base", base));
    } finally {
      server.stop(0);
    }
  }

  /**
   * Prints the record: {@code attempts} says how often it was tried.
   *
   * @param args none
   * @throws IOException if no port is free
   */
  public static void main(String[] args) throws IOException {
    System.out.println(run(2).toPrettyJson());
  }
}
