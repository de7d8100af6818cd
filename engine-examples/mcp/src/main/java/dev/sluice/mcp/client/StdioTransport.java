package dev.sluice.mcp.client;

import dev.sluice.mcp.internal.wire.Incoming;
import dev.sluice.mcp.internal.wire.LineReader;
import dev.sluice.mcp.internal.wire.LineWriter;
import dev.sluice.mcp.internal.wire.Wire;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The streams of a server's process. The SDK's own transport reads with the platform's charset, and
 * doesn't notice that the process has ended; this one does. Thread-safe.
 */
final class StdioTransport implements McpClientTransport {
  private static final Logger LOG = LoggerFactory.getLogger(StdioTransport.class);

  /** Our own mark on an answer that was too long to be read. */
  static final int TOO_LONG = -32_099;

  /** Our own mark on an answer that can't be understood. */
  static final int BROKEN = -32_098;

  private final String name;
  private final ServerProcess server;
  private final LineReader in;
  private final LineWriter out;
  private final Runnable onToolsChanged;
  private final CompletableFuture<String> lost = new CompletableFuture<>();

  StdioTransport(String name, ServerProcess server, int mostMessageBytes, Runnable onToolsChanged) {
    this.name = name;
    this.server = server;
    this.onToolsChanged = onToolsChanged;
    Process process = server.process();
    in = new LineReader(process.getInputStream(), mostMessageBytes);
    out =
        new LineWriter(
            process.getOutputStream(),
            "sluice-mcp-" + name + "-out",
            e -> lost.complete(server.endingOr("its input can't be written")));
    // Its output may stay open in the hands of a child; what it wrote before is still read.
    var unused =
        process
            .onExit()
            .thenAcceptAsync(
                ended -> lost.complete(server.endingOr("it closed its output")),
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
  }

  /** Completes with the reason when nothing will come any more. */
  CompletableFuture<String> lost() {
    return lost;
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    return Mono.fromRunnable(
        () -> {
          Thread reader = new Thread(() -> read(handler), "sluice-mcp-" + name + "-in");
          reader.setDaemon(true);
          reader.start();
        });
  }

  private void read(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    try {
      for (Incoming next = in.next(); next != null; next = in.next()) {
        JSONRPCMessage message = message(next);
        if (message != null) {
          handler.apply(Mono.just(message)).subscribe();
        }
      }
      lost.complete(server.endingOr("it closed its output"));
    } catch (IOException e) {
      lost.complete(server.endingOr("its output can't be read"));
    } catch (RuntimeException | Error e) {
      LOG.warn("{}: reading failed", name, e);
      lost.complete("reading failed");
    }
  }

  /** What of a line concerns the session. */
  private @Nullable JSONRPCMessage message(Incoming incoming) {
    if (incoming instanceof Incoming.Message in) {
      return concerns(in.message()) ? in.message() : null;
    } else if (incoming instanceof Incoming.TooLong tooLong) {
      return failure(tooLong.id(), TOO_LONG, "a message is too long");
    } else if (incoming instanceof Incoming.Broken broken) {
      return failure(broken.id(), BROKEN, broken.fault());
    }
    LOG.warn("{}: a line on its standard output is no message; it is ignored", name);
    return null;
  }

  private boolean concerns(JSONRPCMessage message) {
    if (message instanceof McpSchema.JSONRPCNotification notification) {
      if (notification.method().equals(McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED)) {
        onToolsChanged.run();
      }
      return false;
    }
    return true;
  }

  /** Without an id nobody can be told but everybody: the server is given up. */
  private @Nullable JSONRPCMessage failure(@Nullable Object id, int code, String fault) {
    LOG.warn("{}: a message can't be used: {}", name, fault);
    if (id == null) {
      lost.complete("it broke the protocol: " + fault);
      return null;
    }
    return McpSchema.JSONRPCResponse.error(
        id, new McpSchema.JSONRPCResponse.JSONRPCError(code, fault));
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(
        () -> {
          try {
            if (message instanceof McpSchema.JSONRPCRequest request
                && request.params() instanceof ToolRequest call) {
              call.sentAs(request.id());
              out.send(
                  Wire.write(
                      new McpSchema.JSONRPCRequest(request.method(), request.id(), call.params())));
            } else {
              out.send(Wire.write(message));
            }
          } catch (IOException e) {
            throw new IllegalArgumentException("the message can't be written as JSON", e);
          }
        });
  }

  /** Tells the server that an answer is no longer wanted. */
  void cancel(Object requestId) {
    sendMessage(
            new McpSchema.JSONRPCNotification(
                "notifications/cancelled",
                Map.of("requestId", requestId, "reason", "the result is no longer wanted")))
        .subscribe();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return Wire.convert(data, type);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::close);
  }

  /** Closes the server's standard input and ends its processes; waits until they have ended. */
  @Override
  public void close() {
    server.meetFamily();
    out.close();
    server.end();
    lost.complete("it was closed");
  }
}
