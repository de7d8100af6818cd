package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.tool.ToolCall;
import java.nio.charset.Charset;

/** Sends and receives text that isn't ASCII, and prints what came, escaped. */
public final class LocaleProbe {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT = "Z\u00fcrich \u2013 \u5317\u4eac";

  private LocaleProbe() {}

  public static void main(String[] none) throws Exception {
    System.out.println(Charset.defaultCharset());
    try (McpToolInvoker mcp = McpToolInvoker.connect(Puppet.config())) {
      String received =
          ((com.fasterxml.jackson.databind.JsonNode)
                  mcp.invoke(
                          ToolCall.builder("puppet/answer")
                              .arguments(
                                  JSON.createObjectNode()
                                      .put("result", "{\"structuredContent\":\"" + TEXT + "\"}"))
                              .build())
                      .value())
              .textValue();
      System.out.println("received " + escaped(received));
      String line =
          ((com.fasterxml.jackson.databind.JsonNode)
                  mcp.invoke(
                          ToolCall.builder("puppet/params")
                              .arguments(JSON.createObjectNode().put("city", TEXT))
                              .build())
                      .value())
              .textValue();
      System.out.println(
          "sent " + escaped(JSON.readTree(line).at("/params/arguments/city").textValue()));
    }
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(c < 128 ? String.valueOf(c) : String.format("\\u%04X", (int) c));
    }
    return out.toString();
  }
}
