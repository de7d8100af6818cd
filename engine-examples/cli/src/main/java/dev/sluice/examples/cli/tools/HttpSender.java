package dev.sluice.examples.cli.tools;

import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and waits for the whole answer: bounded in time and size, interruptible,
 * redirects not followed. Thread-safe.
 */
final class HttpSender {
  static final int MOST_BYTES = 1_000_000;

  /** Made at the first request: many runs send none, and a client takes its time to start. */
  private @Nullable HttpClient client;

  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    }
    return client;
  }

  /**
   * Sends a request.
   *
   * @param name the request for messages
   * @param request what to send
   * @param timeoutMs for the whole exchange; the call's deadline may be nearer
   * @param call for its deadline
   * @return the answer, whatever its status
   * @throws ToolException if there is none
   * @throws InterruptedException if the call is no longer wanted; the request is given up
   */
  HttpResponse<byte[]> send(String name, HttpRequest request, long timeoutMs, ToolCall call)
      throws ToolException, InterruptedException {
    long patience = timeoutMs;
    Duration remaining = call.remaining();
    if (remaining != null) {
      patience = Math.min(patience, remaining.toMillis());
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client().sendAsync(request, head -> new BoundedBody(MOST_BYTES));
    try {
      return answer.get(patience, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ToolException(
          "http_timeout", name + " was not answered within " + patience + " ms.", true, null, e);
    } catch (InterruptedException e) {
      throw new InterruptedException(name + " was given up.");
    } catch (ExecutionException e) {
      throw failure(name, e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private static ToolException failure(String name, Throwable cause) {
    if (isTooLarge(cause)) {
      String message =
          name + " was answered with more than " + MOST_BYTES + " bytes, which is too much.";
      return new ToolException("response_too_large", message, false, null, cause);
    } else if (cause instanceof IOException) {
      String message = name + " failed: " + reason(cause) + ".";
      return new ToolException("io_error", message, true, null, cause);
    }
    String message = name + " could not be sent: " + reason(cause) + ".";
    return new ToolException("http_error", message, false, null, cause);
  }

  private static boolean isTooLarge(Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof BoundedBody.TooLargeException) {
        return true;
      }
    }
    return false;
  }

  /** The nearest message; many network exceptions have none of their own. */
  private static String reason(Throwable cause) {
    String kind = cause.getClass().getSimpleName();
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e.getMessage() != null) {
        return kind + " (" + e.getMessage() + ")";
      }
    }
    return kind;
  }

  /** The request for messages: without its query, where secrets are kept all too often. */
  static String name(HttpRequest request) {
    URI uri = request.uri();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return request.method() + " " + uri.getScheme() + "://" + uri.getRawAuthority() + path;
  }
}
