package dev.sluice.examples.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestToolTest {
  private static final Instant NOW = Instant.parse("2026-02-21T12:00:00Z");
  private final HttpRequestTool tool =
      new HttpRequestTool(new HttpSender(), new HttpFailures(InstantSource.fixed(NOW)));

  private static String get(String url) {
    return "{\"url\": \"" + url + "\"}";
  }

  @Test
  void jsonIsParsedWithExactNumbersAndHeadersAreInLowerCase() throws Exception {
    try (var server =
        Endpoint.answering(200, "application/json; charset=utf-8", "{\"a\": 1.10, \"b\": 1e400}")) {
      JsonNode result = Call.of(tool, get(server.url("/rates?x=1")));
      assertThat(result.path("status").intValue()).isEqualTo(200);
      assertThat(result.path("body").toString()).isEqualTo("{\"a\":1.10,\"b\":1E+400}");
      assertThat(result.path("headers").path("content-type").textValue())
          .isEqualTo("application/json; charset=utf-8");
      assertThat(server.requests().get(0).method()).isEqualTo("GET");
      assertThat(server.requests().get(0).target()).isEqualTo("/rates?x=1");
      assertThat(server.requests().get(0).headers().get("Idempotency-Key")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/problem+json", "text/json", "APPLICATION/JSON"})
  void everyJsonContentTypeCounts(String type) throws Exception {
    try (var server = Endpoint.answering(200, type, "[1]")) {
      assertThat(Call.of(tool, get(server.url("/"))).path("body").isArray()).isTrue();
    }
  }

  @Test
  void anythingElseIsText() throws Exception {
    try (var server = Endpoint.answering(200, "text/plain; charset=utf-8", "[1] Zürich")) {
      assertThat(Call.of(tool, get(server.url("/"))).path("body").textValue())
          .isEqualTo("[1] Zürich");
    }
  }

  @Test
  void anEmptyBodyIsNullOrEmptyText() throws Exception {
    try (var json = Endpoint.answering(200, "application/json", "");
        var text = Endpoint.answering(200, "text/plain", "")) {
      assertThat(Call.of(tool, get(json.url("/"))).path("body").isNull()).isTrue();
      assertThat(Call.of(tool, get(text.url("/"))).path("body").textValue()).isEmpty();
    }
  }

  @Test
  void aStringBodyIsSentAsText() throws Exception {
    try (var server = Endpoint.answering(200, "text/plain", "ok")) {
      Call.of(
          tool,
          "{\"method\": \"POST\", \"url\": \"" + server.url("/") + "\", \"body\": \"Zürich\"}");
      var request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.body()).isEqualTo("Zürich");
      assertThat(request.headers().getFirst("Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(request.headers().getFirst("Idempotency-Key")).isEqualTo("execution-1:1");
    }
  }

  @Test
  void anyOtherBodyIsSentAsJson() throws Exception {
    try (var server = Endpoint.answering(201, "text/plain", "")) {
      Call.of(
          tool,
          "{\"method\": \"put\", \"url\": \""
              + server.url("/")
              + "\", \"body\": {\"price\": 1.10, \"big\": 12345678901234567890}}");
      var request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("PUT");
      assertThat(request.body()).isEqualTo("{\"price\":1.10,\"big\":12345678901234567890}");
      assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
    }
  }

  @Test
  void headersOfTheStepReplaceThoseOfTheTool() throws Exception {
    try (var server = Endpoint.answering(200, "text/plain", "")) {
      Call.of(
          tool,
          "{\"method\": \"POST\", \"url\": \""
              + server.url("/")
              + "\", \"body\": [], \"headers\": {\"Content-Type\": \"application/x\","
              + " \"idempotency-key\": \"mine\", \"X-Count\": 3, \"X-None\": null}}");
      var headers = server.requests().get(0).headers();
      assertThat(headers.get("Content-Type")).containsExactly("application/x");
      assertThat(headers.get("Idempotency-Key")).containsExactly("mine");
      assertThat(headers.get("X-Count")).containsExactly("3");
      assertThat(headers.get("X-None")).isNull();
    }
  }

  @Test
  void theQueryIsEncoded() throws Exception {
    try (var server = Endpoint.answering(200, "text/plain", "")) {
      String query = "\"query\": {\"city\": \"San Francisco & Ö\", \"n\": 1}";
      Call.of(tool, "{\"url\": \"" + server.url("/a") + "\", " + query + "}");
      Call.of(tool, "{\"url\": \"" + server.url("/a?x=1#part") + "\", " + query + "}");
      assertThat(server.requests())
          .extracting(Endpoint.Request::target)
          .containsExactly(
              "/a?city=San%20Francisco%20%26%20%C3%96&n=1",
              "/a?x=1&city=San%20Francisco%20%26%20%C3%96&n=1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "404, false",
    "429, true",
    "500, true",
    "502, true",
    "503, true"
  })
  void aRefusalHasItsStatusAsCode(int status, boolean retryable) throws Exception {
    try (var server = Endpoint.answering(status, "text/plain", "not  now\n")) {
      ToolException refused = Call.failing(tool, get(server.url("/a?key=secret")));
      assertThat(refused.code()).isEqualTo("http_" + status);
      assertThat(refused.retryable()).isEqualTo(retryable);
      assertThat(refused)
          .hasMessage(
              "GET " + server.url("/a") + " was answered with the status " + status + ": not now");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, PT7S",
    "0, PT0S",
    "'Sat, 21 Feb 2026 12:00:30 GMT', PT30S",
    "'Sat, 21 Feb 2026 11:00:00 GMT', PT0S",
    "soon,",
    "-1,",
    "99999999999999,"
  })
  void retryAfterIsHonoured(String header, Duration expected) throws Exception {
    try (var server =
        new Endpoint(
            exchange -> {
              exchange.getResponseHeaders().set("Retry-After", header);
              Endpoint.answer(exchange, 503, "text/plain", "");
            })) {
      assertThat(Call.failing(tool, get(server.url("/"))).retryAfter()).isEqualTo(expected);
    }
  }

  @Test
  void aRedirectIsAResultAndIsNotFollowed() throws Exception {
    try (var server =
        new Endpoint(
            exchange -> {
              exchange.getResponseHeaders().set("Location", "/elsewhere");
              Endpoint.answer(exchange, 302, "text/plain", "");
            })) {
      JsonNode result = Call.of(tool, get(server.url("/")));
      assertThat(result.path("status").intValue()).isEqualTo(302);
      assertThat(result.path("headers").path("location").textValue()).isEqualTo("/elsewhere");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aBodyThatIsNotTheJsonItClaimsToBeFails() throws Exception {
    try (var server = Endpoint.answering(200, "application/json", "<html>")) {
      assertThat(Call.failing(tool, get(server.url("/"))).code()).isEqualTo("invalid_response");
    }
  }

  @Test
  void anEndlessBodyIsGivenUp() throws Exception {
    try (var server =
        new Endpoint(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] chunk = new byte[8192];
              try (OutputStream out = exchange.getResponseBody()) {
                for (long sent = 0; sent < 1L << 40; sent += chunk.length) {
                  out.write(chunk);
                }
              }
            })) {
      ToolException refused = Call.failing(tool, get(server.url("/")));
      assertThat(refused.code()).isEqualTo("response_too_large");
      assertThat(refused.retryable()).isFalse();
    }
  }

  @Test
  void oneByteTooManyIsRefused() throws Exception {
    String body = "x".repeat(HttpSender.MOST_BYTES + 1);
    try (var server = Endpoint.answering(200, "text/plain", body)) {
      assertThat(Call.failing(tool, get(server.url("/"))).code()).isEqualTo("response_too_large");
    }
  }

  @Test
  void theLargestBodyIsTaken() throws Exception {
    try (var server = Endpoint.answering(200, "text/plain", "x".repeat(HttpSender.MOST_BYTES))) {
      assertThat(Call.of(tool, get(server.url("/"))).path("body").textValue())
          .hasSize(HttpSender.MOST_BYTES);
    }
  }

  @Test
  void aBodyThatComesTooSlowlyIsGivenUp() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (var server =
        new Endpoint(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write('x');
              exchange.getResponseBody().flush();
              await(over);
            })) {
      ToolException refused =
          Call.failing(tool, "{\"url\": \"" + server.url("/") + "\", \"timeout_ms\": 100}");
      assertThat(refused.code()).isEqualTo("http_timeout");
      assertThat(refused.retryable()).isTrue();
      over.countDown();
    }
  }

  @Test
  void theDeadlineOfTheCallCounts() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (var server = new Endpoint(exchange -> await(over))) {
      ToolCall call =
          Call.with(get(server.url("/")))
              .deadline(Clock.systemUTC().instant().plusMillis(100))
              .build();
      Throwable refused = catchThrowable(() -> tool.invoke(call));
      assertThat(((ToolException) refused).code()).isEqualTo("http_timeout");
      assertThat(refused).message().containsPattern("within \\d{1,3} ms");
      over.countDown();
    }
  }

  @Test
  void anInterruptGivesTheRequestUp() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (var server =
        new Endpoint(
            exchange -> {
              arrived.countDown();
              await(over);
            })) {
      ToolCall call = Call.with(get(server.url("/"))).build();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread thread = new Thread(() -> thrown.set(catchThrowable(() -> tool.invoke(call))));
      thread.start();
      arrived.await();
      thread.interrupt();
      thread.join();
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      over.countDown();
    }
  }

  @Test
  void nobodyListeningCanBeRetried() throws Exception {
    // Bound, so that the port is nobody else's, but not listening.
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress("127.0.0.1", 0));
      int port = socket.getLocalPort();
      ToolException refused = Call.failing(tool, get("http://127.0.0.1:" + port + "/?key=secret"));
      assertThat(refused.code()).isEqualTo("io_error");
      assertThat(refused.retryable()).isTrue();
      assertThat(refused)
          .hasMessageStartingWith("GET http://127.0.0.1:" + port + "/ failed: ConnectException")
          .hasMessageNotContaining("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/hostname",
        "ftp://example.org/",
        "jar:file:/a.jar!/b",
        "example.org",
        "//example.org/",
        "http:///path",
        "http://user:password@example.org/",
        "http://exa mple.org/",
        "http://example.org/?q=San Francisco",
        "http://[::1/",
        ""
      })
  void onlyPlainWebAddressesAreAdmitted(String url) throws Exception {
    ToolException refused = Call.failing(tool, get(url));
    assertThat(refused.code()).isEqualTo("invalid_arguments");
    assertThat(refused)
        .hasMessageStartingWith("The argument \"url\"")
        .hasMessageNotContaining("password@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"method\": \"TRACE\"",
        "\"method\": 7",
        "\"headers\": {\"Host\": \"x\"}",
        "\"headers\": {\"X-A\": \"secret\\r\\nX-B: 1\"}",
        "\"headers\": {\"X A\": \"1\"}",
        "\"headers\": {\"X-A\": [1]}",
        "\"headers\": []",
        "\"timeout_ms\": 0",
        "\"timeout_ms\": 1.5",
        "\"timeout_ms\": 12345678901234567890"
      })
  void argumentsThatCantBeSentAreRefused(String argument) throws Exception {
    ToolException refused =
        Call.failing(tool, "{\"url\": \"http://127.0.0.1:1/\", " + argument + "}");
    assertThat(refused.code()).isEqualTo("invalid_arguments");
    assertThat(refused).hasMessageNotContaining("secret");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
