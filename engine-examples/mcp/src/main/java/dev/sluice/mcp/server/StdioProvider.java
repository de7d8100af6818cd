package dev.sluice.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.mcp.internal.wire.Incoming;
import dev.sluice.mcp.internal.wire.LineReader;
import dev.sluice.mcp.internal.wire.LineWriter;
import dev.sluice.mcp.internal.wire.Wire;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One client at the other end of two streams. Beside what the SDK's own provider does, it keeps
 * numbers exact, answers what it can't read, and heeds cancellations. Thread-safe.
 */
final class StdioProvider implements McpServerTransportProvider, McpServerTransport {
  private static final Logger LOG = LoggerFactory.getLogger(StdioProvider.class);

  private final LineReader in;
  private final LineWriter out;
  private final Requests requests = new Requests();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable McpServerSession session;

  StdioProvider(InputStream in, OutputStream out, int mostMessageBytes) {
    this.in = new LineReader(in, mostMessageBytes);
    this.out = new LineWriter(out, "sluice-mcp-out", e -> end());
  }

  private void end() {
    requests.giveUp();
    ended.complete(null);
  }

  Requests requests() {
    return requests;
  }

  /** Completes when the client has gone. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void setSessionFactory(McpServerSession.Factory factory) {
    session = factory.create(this);
  }

  /** Begins to read, on a thread of its own. */
  void start() {
    Thread reader = new Thread(this::read, "sluice-mcp-in");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      for (Incoming next = in.next(); next != null; next = in.next()) {
        if (next instanceof Incoming.Message message) {
          handle(message.message());
        } else if (next instanceof Incoming.TooLong tooLong) {
          refuse(tooLong.id(), McpSchema.ErrorCodes.INVALID_REQUEST, "The message is too long.");
        } else if (next instanceof Incoming.Broken broken) {
          refuse(
              broken.id(),
              McpSchema.ErrorCodes.PARSE_ERROR,
              "The message can't be read: " + broken.fault() + ".");
        } else {
          refuse(null, McpSchema.ErrorCodes.PARSE_ERROR, "The line is no message.");
        }
      }
    } catch (IOException e) {
      LOG.debug("The client's messages can't be read any more", e);
    } catch (RuntimeException | Error e) {
      LOG.error("Reading the client's messages failed", e);
    } finally {
      ended.complete(null);
    }
  }

  private void handle(JSONRPCMessage message) {
    McpServerSession client = session;
    if (client == null || requests.cancels(message) || isRefused(message)) {
      return;
    }
    Mono<Void> handling = client.handle(message);
    if (message instanceof McpSchema.JSONRPCRequest request) {
      requests.add(request.id());
      McpTransportContext context =
          McpTransportContext.create(Map.of(Requests.CONTEXT_KEY, request.id()));
      handling = handling.contextWrite(c -> c.put(McpTransportContext.KEY, context));
    }
    handling.subscribe(nothing -> {}, e -> LOG.error("A message could not be handled", e));
  }

  /** The SDK would answer with the text of the exception that it runs into. */
  private boolean isRefused(JSONRPCMessage message) {
    if (!(message instanceof McpSchema.JSONRPCRequest request)
        || !request.method().equals(McpSchema.METHOD_TOOLS_CALL)) {
      return false;
    }
    JsonNode params =
        request.params() instanceof JsonNode given ? given : MissingNode.getInstance();
    String fault = null;
    if (!params.path("name").isTextual()) {
      fault = "The parameters must name a tool.";
    } else if (!isObjectOrAbsent(params.get("arguments"))) {
      fault = "The arguments must be an object.";
    } else if (!isObjectOrAbsent(params.get("_meta"))) {
      fault = "The parameter \"_meta\" must be an object.";
    }
    if (fault != null) {
      refuse(request.id(), McpSchema.ErrorCodes.INVALID_PARAMS, fault);
    }
    return fault != null;
  }

  private static boolean isObjectOrAbsent(@Nullable JsonNode value) {
    return value == null || value.isNull() || value.isObject();
  }

  private void refuse(@Nullable Object id, int code, String message) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("jsonrpc", McpSchema.JSONRPC_VERSION);
    answer.put("id", id);
    answer.put("error", Map.of("code", code, "message", message));
    send(answer);
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(
        () -> {
          if (message instanceof McpSchema.JSONRPCResponse response) {
            if (requests.isWanted(response.id())) {
              send(response);
            }
            requests.remove(response.id());
          } else {
            send(message);
          }
        });
  }

  private void send(Object message) {
    try {
      out.send(Wire.write(message));
    } catch (IOException e) {
      throw new IllegalArgumentException("the message can't be written as JSON", e);
    }
  }

  @Override
  public Mono<Void> notifyClients(String method, @Nullable Object params) {
    McpServerSession client = session;
    return client == null ? Mono.empty() : client.sendNotification(method, params);
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return Wire.convert(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return List.of(
        ProtocolVersions.MCP_2024_11_05,
        ProtocolVersions.MCP_2025_03_26,
        ProtocolVersions.MCP_2025_06_18,
        ProtocolVersions.MCP_2025_11_25);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::close);
  }

  /** Writes what was sent so far, as far as the client reads it within a second. */
  @Override
  public void close() {
    requests.giveUp();
    out.close();
    out.awaitEnd(1_000);
    ended.complete(null);
  }
}
