package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that does what it is told to, well or badly. It knows nothing of the code under test:
 * its messages are text.
 */
public final class Puppet {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final String PLAIN =
      """
      {"name":"%s","inputSchema":{"type":"object"}}""";
  private static final List<String> tools =
      new ArrayList<>(
          List.of(
              "answer", "params", "die", "broken", "noise", "large", "refuse", "hang", "grow",
              "child", "pid"));

  private Puppet() {}

  /** The configuration of one server, named {@code puppet}. */
  static McpConfig config(String... modes) {
    return McpConfig.parse(
        "{\"mcpServers\": {\"puppet\": {\"command\": %s, \"args\": %s}}}"
            .formatted(JSON.valueToTree(java()), JSON.valueToTree(arguments(modes))));
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static List<String> arguments(String... modes) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .reduce((a, b) -> a + File.pathSeparator + b)
                    .orElseThrow(),
                Puppet.class.getName()));
    arguments.addAll(List.of(modes));
    return arguments;
  }

  public static void main(String[] modes) throws Exception {
    List<String> mode = List.of(modes);
    if (mode.contains("fails")) {
      System.err.println("the puppet has no strings");
      System.exit(3);
    }
    if (mode.contains("silent")) {
      stay();
    }
    if (mode.contains("stubborn")) {
      // Neither the end of input nor a request to terminate ends it.
      Runtime.getRuntime().addShutdownHook(new Thread(Puppet::stay));
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      handle(JSON.readTree(line), line, mode);
    }
    if (mode.contains("stubborn")) {
      stay();
    }
  }

  private static void stay() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void handle(JsonNode message, String line, List<String> mode) throws IOException {
    JsonNode id = message.get("id");
    switch (message.path("method").asText()) {
      case "initialize" -> {
        OUT.println("Welcome to the puppet.");
        String version = mode.contains("future") ? "2999-01-01" : "2025-06-18";
        result(
            id,
            "{\"protocolVersion\":\""
                + version
                + "\",\"capabilities\":{\"tools\":{\"listChanged\":true}},\"serverInfo\":{\"name\":\"puppet\",\"version\":\"1\"}}");
      }
      case "tools/list" -> list(id, message.path("params").path("cursor").asText("0"));
      case "tools/call" -> call(id, message.path("params"), line);
      case "notifications/cancelled" -> Files.writeString(Path.of(cancelFile), line);
      default -> {
        if (id != null && message.has("method")) {
          OUT.println(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
        }
      }
    }
  }

  private static String cancelFile = "unused";

  /** Three a page. */
  private static void list(JsonNode id, String cursor) {
    int from = Integer.parseInt(cursor);
    int to = Math.min(tools.size(), from + 3);
    String page = String.join(",", tools.subList(from, to).stream().map(PLAIN::formatted).toList());
    result(
        id,
        "{\"tools\":["
            + page
            + "]"
            + (to < tools.size() ? ",\"nextCursor\":\"" + to + "\"" : "")
            + "}");
  }

  private static void result(JsonNode id, String result) {
    // The id comes last, as the npm SDK writes it.
    OUT.println("{\"result\":" + result + ",\"jsonrpc\":\"2.0\",\"id\":" + id + "}");
  }

  private static void text(JsonNode id, String text) {
    result(id, "{\"content\":[{\"type\":\"text\",\"text\":" + JSON.valueToTree(text) + "}]}");
  }

  private static void call(JsonNode id, JsonNode params, String line) throws IOException {
    JsonNode arguments = params.path("arguments");
    switch (params.path("name").asText()) {
      // The whole result, as text that nobody reads on the way.
      case "answer" -> result(id, arguments.path("result").asText());
      // The whole request, as text that nobody read on the way.
      case "params" -> text(id, line);
      case "die" -> System.exit(7);
      case "broken" -> OUT.println(arguments.path("line").asText());
      case "noise" -> {
        OUT.println("[info] a line that is no message");
        text(id, "heard");
      }
      case "large" -> text(id, "x".repeat(arguments.path("length").asInt()));
      case "refuse" ->
          OUT.println(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"error\":{\"code\":"
                  + arguments.path("code")
                  + ",\"message\":\"as told\"}}");
      case "hang" -> {
        cancelFile = arguments.path("file").asText();
        Files.writeString(Path.of(cancelFile + ".begun"), line);
      }
      case "grow" -> {
        tools.add(arguments.path("tool").asText());
        OUT.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
        text(id, "grown");
      }
      case "child" -> {
        Process child = new ProcessBuilder(command()).start();
        text(id, String.valueOf(child.pid()));
      }
      case "pid" -> text(id, String.valueOf(ProcessHandle.current().pid()));
      default ->
          result(
              id, "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no such tool\"}]}");
    }
  }

  /** A puppet's child that never ends by itself. */
  private static List<String> command() {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(arguments("silent"));
    return command;
  }
}
