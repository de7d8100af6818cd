package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.internal.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which servers there are, as the configuration files of MCP hosts say it:
 *
 * <pre>{@code
 * {"mcpServers": {"fs": {"command": "npx", "args": ["-y", "server"], "env": {"TOKEN": "…"}}}}
 * }</pre>
 *
 * <p>{@code args}, {@code env} and {@code cwd} are optional; a server with {@code "disabled": true}
 * is left out; fields that only other hosts know are ignored. Immutable.
 */
public final class McpConfig {
  private final List<ServerCommand> servers;

  private McpConfig(List<ServerCommand> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * Reads a configuration file.
   *
   * @param file the file, in UTF-8
   * @return the servers
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if it isn't a configuration; the message says what is wrong,
   *     and never shows a value of {@code env}
   */
  public static McpConfig read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /**
   * Reads a configuration.
   *
   * @param json the document
   * @return the servers
   * @throws IllegalArgumentException if it isn't a configuration; the message says what is wrong,
   *     and never shows a value of {@code env}
   */
  public static McpConfig parse(String json) {
    JsonNode document;
    try {
      document = Wire.read(json.startsWith("\uFEFF") ? json.substring(1) : json);
    } catch (IOException e) {
      throw new IllegalArgumentException("the configuration isn't JSON", e);
    }
    JsonNode servers = document.path("mcpServers");
    if (!servers.isObject()) {
      throw new IllegalArgumentException(
          "the configuration must be an object whose field \"mcpServers\" is an object");
    }
    List<ServerCommand> commands = new ArrayList<>();
    for (Map.Entry<String, JsonNode> server : servers.properties()) {
      if (!server.getValue().path("disabled").booleanValue()) {
        commands.add(command(server.getKey(), server.getValue()));
      }
    }
    return new McpConfig(commands);
  }

  private static ServerCommand command(String name, JsonNode server) {
    String subject = "the server \"" + name + "\"";
    boolean idFits = name.codePoints().noneMatch(c -> c == '/' || Character.isISOControl(c));
    if (name.isBlank() || name.length() > 100 || !idFits) {
      throw new IllegalArgumentException(
          subject + " needs a name of 1 to 100 characters without \"/\" and controls");
    } else if (!server.isObject()) {
      throw new IllegalArgumentException(subject + " must be an object");
    } else if (!server.path("command").isTextual()) {
      throw new IllegalArgumentException(
          server.has("url")
              ? subject + " has a \"url\", but only servers with a \"command\" can be used"
              : subject + " must have a \"command\", which is a string");
    }
    List<String> line = new ArrayList<>();
    line.add(server.path("command").textValue());
    JsonNode arguments = server.path("args");
    if (!arguments.isMissingNode() && !arguments.isArray()) {
      throw new IllegalArgumentException("the \"args\" of " + subject + " must be an array");
    }
    for (JsonNode argument : arguments) {
      line.add(text(argument, "each of the \"args\" of " + subject));
    }
    JsonNode cwd = server.path("cwd");
    return new ServerCommand(
        name,
        line,
        environment(server.path("env"), subject),
        cwd.isMissingNode() ? null : Path.of(text(cwd, "the \"cwd\" of " + subject)));
  }

  private static Map<String, String> environment(JsonNode env, String subject) {
    if (!env.isMissingNode() && !env.isObject()) {
      throw new IllegalArgumentException("the \"env\" of " + subject + " must be an object");
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> variable : env.properties()) {
      environment.put(
          variable.getKey(),
          text(variable.getValue(), "\"" + variable.getKey() + "\" in the \"env\" of " + subject));
    }
    return environment;
  }

  private static String text(JsonNode value, String what) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(what + " must be a string");
    }
    return value.textValue();
  }

  /**
   * The servers' names.
   *
   * @return an immutable list, in the order of the file
   */
  public List<String> names() {
    return servers.stream().map(ServerCommand::name).toList();
  }

  List<ServerCommand> servers() {
    return servers;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof McpConfig that && servers.equals(that.servers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(servers);
  }

  /** The names only: arguments and environment may hold secrets. */
  @Override
  public String toString() {
    return "McpConfig" + names();
  }
}
