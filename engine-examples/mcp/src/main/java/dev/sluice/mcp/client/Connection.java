package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.internal.wire.Wire;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One life of a server: from the start of its process to its end. Thread-safe. */
final class Connection implements AutoCloseable {
  private static final TypeRef<ObjectNode> OBJECT = new TypeRef<>() {};

  /** The newest first: that one is offered. */
  private static final List<String> VERSIONS =
      List.of(
          ProtocolVersions.MCP_2025_11_25,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2024_11_05);

  /** Each request is waited for as long as it is worth; the session's own bound isn't needed. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final ServerProcess server;
  private final StdioTransport transport;
  private final McpClientSession session;

  private Connection(ServerCommand command, ClientSettings settings, Runnable onToolsChanged)
      throws IOException {
    server = new ServerProcess(command);
    transport =
        new StdioTransport(command.name(), server, settings.mostMessageBytes(), onToolsChanged);
    session =
        new McpClientSession(
            NEVER,
            transport,
            Map.of(McpSchema.METHOD_PING, params -> Mono.just(Map.of())),
            Map.of(),
            connected -> connected);
  }

  /**
   * Starts a server and agrees on a version with it.
   *
   * @param opening gets it before anything is asked, so that it can be closed meanwhile
   * @throws IOException if there is no server to talk to; the message is the end of a sentence
   */
  static Connection open(
      ServerCommand command,
      ClientSettings settings,
      Runnable onToolsChanged,
      Consumer<Connection> opening)
      throws IOException, InterruptedException {
    Connection connection = new Connection(command, settings, onToolsChanged);
    opening.accept(connection);
    boolean open = false;
    try {
      connection.initialize(settings.startTimeout());
      open = true;
      return connection;
    } catch (Lost e) {
      throw new IOException(e.getMessage() + connection.server.lastWords(), e);
    } finally {
      if (!open) {
        connection.close();
      }
    }
  }

  private void initialize(Duration most) throws IOException, InterruptedException {
    ObjectNode params = Wire.NODES.objectNode();
    params.put("protocolVersion", VERSIONS.get(0));
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "sluice").put("version", "0.1.0");
    ObjectNode answer = ask(McpSchema.METHOD_INITIALIZE, params, most);
    String version = answer.path("protocolVersion").asText();
    if (!VERSIONS.contains(version)) {
      throw new IOException(
          "it speaks version \"" + version + "\" of the protocol; known are " + VERSIONS);
    }
    session.sendNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED, Map.of()).subscribe();
    server.meetFamily();
  }

  /** All tools as the server describes them. */
  List<JsonNode> tools(Duration most) throws IOException, InterruptedException {
    List<JsonNode> tools = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    String cursor = null;
    do {
      ObjectNode params = Wire.NODES.objectNode();
      if (cursor != null) {
        params.put("cursor", cursor);
      }
      ObjectNode page = ask(McpSchema.METHOD_TOOLS_LIST, params, most);
      page.path("tools").forEach(tools::add);
      cursor = page.path("nextCursor").textValue();
    } while (cursor != null && cursors.add(cursor));
    server.meetFamily();
    return tools;
  }

  private ObjectNode ask(String method, ObjectNode params, Duration most)
      throws IOException, InterruptedException {
    try {
      return await(session.sendRequest(method, params, OBJECT).toFuture(), most);
    } catch (TimeoutException e) {
      throw new IOException(
          "it didn't answer \"" + method + "\" within " + most.toMillis() + " ms", e);
    } catch (McpError e) {
      throw new IOException("it refused \"" + method + "\": " + e.getMessage(), e);
    }
  }

  /**
   * Calls a tool.
   *
   * @throws Lost if the server went away
   * @throws McpError if it answered with an error of the protocol
   * @throws TimeoutException if it didn't answer in time
   */
  ObjectNode call(ToolRequest request, Duration most)
      throws Lost, InterruptedException, TimeoutException {
    CompletableFuture<ObjectNode> answer =
        session.sendRequest(McpSchema.METHOD_TOOLS_CALL, request, OBJECT).toFuture();
    boolean answered = false;
    try {
      ObjectNode result = await(answer, most);
      answered = true;
      return result;
    } catch (Lost | McpError e) {
      answered = true;
      throw e;
    } finally {
      Object id = request.id();
      if (!answered && id != null) {
        answer.cancel(false);
        transport.cancel(id);
      }
    }
  }

  private ObjectNode await(CompletableFuture<@Nullable ObjectNode> answer, Duration most)
      throws Lost, InterruptedException, TimeoutException {
    CompletableFuture<Object> first = CompletableFuture.anyOf(answer, transport.lost());
    try {
      Object ended = first.get(most.toNanos(), TimeUnit.NANOSECONDS);
      if (ended instanceof ObjectNode result) {
        return result;
      }
      // An answer that came just before the end counts.
      ObjectNode late =
          answer.isDone() && !answer.isCompletedExceptionally() ? answer.join() : null;
      if (late != null) {
        return late;
      }
      throw new Lost(ended instanceof String reason ? reason : "its answer is no object");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof McpError error) {
        throw error;
      } else if (cause instanceof TimeoutException timeout) {
        throw timeout;
      }
      throw new Lost("its answer can't be used", cause);
    }
  }

  boolean isOpen() {
    return !transport.lost().isDone();
  }

  /** Ends the server; waits until all its processes have ended. */
  @Override
  public void close() {
    session.close();
    transport.close();
  }

  /** The server went away. The message is the end of a sentence. */
  static final class Lost extends IOException {
    private static final long serialVersionUID = 1L;

    Lost(String reason) {
      super(reason);
    }

    Lost(String reason, @Nullable Throwable cause) {
      super(reason, cause);
    }
  }
}
