package dev.sluice.examples.cli.tools;

import dev.sluice.tool.ToolException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What a refusing answer means to the engine: its code, and whether another attempt may help. */
final class HttpFailures {
  private static final int MOST_EXCERPT = 200;

  private final InstantSource clock;

  HttpFailures(InstantSource clock) {
    this.clock = clock;
  }

  /** Throws for a status of 400 and above, with the code {@code http_<status>}. */
  void check(String name, HttpResponse<byte[]> response) throws ToolException {
    int status = response.statusCode();
    if (status < 400) {
      return;
    }
    boolean retryable = status == 429 || status >= 500;
    String message = name + " was answered with the status " + status;
    String excerpt = excerpt(response.body());
    throw new ToolException(
        "http_" + status,
        message + (excerpt.isEmpty() ? "." : ": " + excerpt),
        retryable,
        retryable ? retryAfter(response.headers().firstValue("retry-after").orElse(null)) : null);
  }

  private static String excerpt(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, 1000), StandardCharsets.UTF_8);
    String line = text.replaceAll("\\s+", " ").strip();
    int end = Math.min(line.length(), MOST_EXCERPT);
    return line.substring(0, end) + (end < line.length() ? "…" : "");
  }

  /** Seconds, or a date as HTTP writes it; anything else is as if it weren't there. */
  @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    try {
      if (text.matches("[0-9]{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(text));
      }
      ZonedDateTime at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration left = Duration.between(clock.instant(), at.toInstant());
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
