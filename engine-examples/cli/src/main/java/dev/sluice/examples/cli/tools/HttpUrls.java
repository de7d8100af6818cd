package dev.sluice.examples.cli.tools;

import dev.sluice.tool.ToolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the URL of a request. */
final class HttpUrls {
  private HttpUrls() {}

  static URI of(String url, Map<String, String> query) throws ToolException {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme();
      if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
        throw Arguments.invalid("The argument \"url\" must begin with http:// or https://.");
      } else if (uri.getHost() == null) {
        throw Arguments.invalid("The argument \"url\" must name a host.");
      } else if (uri.getRawUserInfo() != null) {
        throw Arguments.invalid(
            "The argument \"url\" must not hold a user name or password; send an authorization"
                + " header.");
      }
      return new URI(withQuery(uri, query)).parseServerAuthority();
    } catch (URISyntaxException e) {
      throw new ToolException(
          "invalid_arguments",
          "The argument \"url\" is no URL: there is a fault at character "
              + (e.getIndex() + 1)
              + ". Values with blanks or other special characters belong into \"query\".",
          false,
          null,
          e);
    }
  }

  private static String withQuery(URI uri, Map<String, String> query) {
    String ascii = uri.toASCIIString();
    int fragment = ascii.indexOf('#');
    String base = fragment < 0 ? ascii : ascii.substring(0, fragment);
    if (query.isEmpty()) {
      return base;
    }
    String added =
        query.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return base + (uri.getRawQuery() == null ? "?" : "&") + added;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
