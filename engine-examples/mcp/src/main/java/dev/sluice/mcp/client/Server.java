package dev.sluice.mcp.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.internal.wire.Wire;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server of the configuration, over all the lives of its process. Thread-safe. */
final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final ServerCommand command;
  private final ClientSettings settings;
  private final Runnable onTools;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable Connection connection;
  private volatile List<ToolDescriptor> tools = List.of();
  private volatile @Nullable Connection opening;
  private volatile boolean closed;

  /**
   * A server that isn't started yet.
   *
   * @param onTools is told when the tools may be others
   */
  Server(ServerCommand command, ClientSettings settings, Runnable onTools) {
    this.command = command;
    this.settings = settings;
    this.onTools = onTools;
  }

  String name() {
    return command.name();
  }

  /** The tools as they were last seen, also while the server is away. */
  List<ToolDescriptor> tools() {
    return tools;
  }

  /**
   * The connection; starts the server if it isn't there.
   *
   * @throws IOException if it can't be started; the message is a sentence
   */
  Connection connect() throws IOException, InterruptedException {
    Connection open = connection;
    if (open != null && open.isOpen() && !closed) {
      return open;
    }
    connecting.lockInterruptibly();
    try {
      open = connection;
      if (closed) {
        throw new IOException("The MCP server \"" + name() + "\" was closed.");
      } else if (open != null && open.isOpen()) {
        return open;
      } else if (open != null) {
        connection = null;
        open.close();
      }
      open = Connection.open(command, settings, this::refresh, this::opening);
      boolean listed = false;
      try {
        tools = ToolMapping.descriptors(name(), open.tools(settings.startTimeout()));
        listed = true;
      } finally {
        if (!listed) {
          open.close();
        }
      }
      connection = open;
    } catch (IOException e) {
      throw new IOException(
          "The MCP server \"" + name() + "\" can't be used: " + e.getMessage() + ".", e);
    } finally {
      opening = null;
      connecting.unlock();
    }
    onTools.run();
    return open;
  }

  private void opening(Connection unfinished) {
    opening = unfinished;
    if (closed) {
      unfinished.close();
    }
  }

  /** The server says that its tools have changed. Asked on another thread: this one reads. */
  private void refresh() {
    Thread thread =
        new Thread(
            () -> {
              Connection open = connection;
              try {
                if (open != null && open.isOpen()) {
                  tools = ToolMapping.descriptors(name(), open.tools(settings.startTimeout()));
                  onTools.run();
                }
              } catch (IOException e) {
                LOG.warn("{}: its changed tools can't be listed", name(), e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "sluice-mcp-" + name() + "-tools");
    thread.setDaemon(true);
    thread.start();
  }

  ToolResult call(String tool, ToolCall call) throws ToolException, InterruptedException {
    ObjectNode params = Wire.NODES.objectNode();
    params.put("name", tool);
    params.set("arguments", call.arguments());
    params.putObject("_meta").put(Wire.IDEMPOTENCY_KEY, call.idempotencyKey());
    ObjectNode answer = answer(new ToolRequest(params), tool);
    String id = call.toolId();
    boolean structuredPromised =
        tools.stream().anyMatch(t -> t.id().equals(id) && t.outputSchema() != null);
    return ResultMapping.result(answer, structuredPromised);
  }

  private ObjectNode answer(ToolRequest request, String tool)
      throws ToolException, InterruptedException {
    Connection open;
    try {
      open = connect();
    } catch (IOException e) {
      throw new ToolException("mcp_server_lost", String.valueOf(e.getMessage()), !closed, null, e);
    }
    try {
      return open.call(request, settings.callTimeout());
    } catch (Connection.Lost e) {
      throw new ToolException(
          "mcp_server_lost",
          "The MCP server \"" + name() + "\" went away during the call: " + e.getMessage() + ".",
          true,
          null,
          e);
    } catch (TimeoutException e) {
      throw new ToolException(
          "timeout",
          "The MCP server \""
              + name()
              + "\" didn't answer within "
              + settings.callTimeout().toMillis()
              + " ms.",
          true,
          null,
          e);
    } catch (McpError e) {
      throw refused(e, tool);
    }
  }

  /** What is wrong with the request stays wrong; anything else may be better next time. */
  private ToolException refused(McpError e, String tool) {
    McpSchema.JSONRPCResponse.JSONRPCError error = e.getJsonRpcError();
    int code = error == null || error.code() == null ? 0 : error.code();
    if (code == StdioTransport.TOO_LONG) {
      return new ToolException(
          "result_too_large",
          "The answer is longer than " + settings.mostMessageBytes() + " bytes.",
          false,
          null,
          e);
    }
    boolean lasting =
        code == McpSchema.ErrorCodes.INVALID_PARAMS
            || code == McpSchema.ErrorCodes.METHOD_NOT_FOUND
            || code == McpSchema.ErrorCodes.INVALID_REQUEST;
    return new ToolException(
        "mcp_error",
        "The MCP server \""
            + name()
            + "\" refused the call of \""
            + tool
            + "\" ("
            + code
            + "): "
            + (error == null ? e.getMessage() : error.message()),
        !lasting,
        null,
        e);
  }

  /** Ends the server for good; waits until all its processes have ended. */
  @Override
  public void close() {
    closed = true;
    Connection unfinished = opening;
    if (unfinished != null) {
      unfinished.close();
    }
    connecting.lock();
    try {
      Connection open = connection;
      connection = null;
      if (open != null) {
        open.close();
      }
    } finally {
      connecting.unlock();
    }
  }
}
