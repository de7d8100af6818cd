package dev.sluice.mcp.client;

import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The tools of MCP servers, which it starts as processes and talks to over their standard streams.
 * A server's tool has the id {@code <server>/<tool>}.
 *
 * <pre>{@code
 * try (McpToolInvoker mcp = McpToolInvoker.connect(McpConfig.read(Path.of("mcp.json")));
 *     WorkflowEngine engine = WorkflowEngine.builder().tools(mcp).build()) {
 *   …
 * }
 * }</pre>
 *
 * <p>The result of a call is the structured content; without it null for no content, a string for
 * one text, and else the array of content blocks. How a call fails:
 *
 * <ul>
 *   <li>{@code isError}: a plain failure of the tool with the tool's text, which may be retried;
 *   <li>{@code mcp_server_lost}: the server ended, can't be started or broke the protocol. Noticed
 *       at once, may be retried; the next call starts the server again;
 *   <li>{@code mcp_error}: the server refused the call by an error of the protocol, which may be
 *       retried unless the request itself is at fault;
 *   <li>{@code timeout}: no answer within the call timeout, may be retried;
 *   <li>{@code result_too_large}: the answer is longer than the bound;
 *   <li>{@code invalid_result}: a tool with an output schema gave no structured content.
 * </ul>
 *
 * <p>The idempotency key of a call stands in its {@code _meta}, as {@code
 * dev.sluice/idempotencyKey}. An interrupted or timed out call is cancelled at the server.
 *
 * <p>Thread-safe. Whoever made it closes it, after the engine: that ends all processes.
 */
public final class McpToolInvoker implements ToolInvoker, AutoCloseable {
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final Object naming = new Object();
  private volatile ToolCatalog catalog = ToolCatalog.of(0, List.of());

  private McpToolInvoker(McpConfig config, ClientSettings settings) {
    for (ServerCommand command : config.servers()) {
      servers.put(command.name(), new Server(command, settings, this::toolsChanged));
    }
  }

  /**
   * Starts all servers with the default settings and asks them for their tools.
   *
   * @param config which servers
   * @return the tools
   * @throws IOException if a server can't be started; the message names every such server, and no
   *     process is left
   * @throws InterruptedException if the thread was interrupted; no process is left
   */
  public static McpToolInvoker connect(McpConfig config) throws IOException, InterruptedException {
    return builder(config).connect();
  }

  /**
   * Starts settings.
   *
   * @param config which servers
   * @return a builder with good defaults
   */
  public static Builder builder(McpConfig config) {
    return new Builder(config);
  }

  private void start() throws IOException, InterruptedException {
    Executor threads = task -> new Thread(task, "sluice-mcp-start").start();
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (Server server : servers.values()) {
      starts.add(CompletableFuture.runAsync(() -> start(server), threads));
    }
    List<String> faults = new ArrayList<>();
    IOException first = null;
    for (CompletableFuture<Void> start : starts) {
      try {
        start.get();
      } catch (java.util.concurrent.ExecutionException e) {
        Throwable cause = e.getCause();
        faults.add(cause == null ? String.valueOf(e) : String.valueOf(cause.getMessage()));
        first = first == null && cause instanceof IOException io ? io : first;
      }
    }
    if (!faults.isEmpty()) {
      throw new IOException(String.join("\n", faults), first);
    }
  }

  private static void start(Server server) {
    try {
      Connection unused = server.connect();
    } catch (IOException e) {
      throw new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private void toolsChanged() {
    synchronized (naming) {
      List<ToolDescriptor> all = new ArrayList<>();
      for (Server server : servers.values()) {
        all.addAll(server.tools());
      }
      if (!described(all).equals(described(catalog.tools()))) {
        catalog = ToolCatalog.of(catalog.version() + 1, all);
      }
    }
  }

  private static List<List<Object>> described(Iterable<ToolDescriptor> tools) {
    List<List<Object>> all = new ArrayList<>();
    for (ToolDescriptor tool : tools) {
      all.add(
          List.of(
              tool.id(),
              tool.name(),
              String.valueOf(tool.description()),
              String.valueOf(tool.inputSchema()),
              String.valueOf(tool.outputSchema()),
              String.valueOf(tool.readOnly()),
              String.valueOf(tool.idempotent()),
              String.valueOf(tool.destructive())));
    }
    return all;
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException, InterruptedException {
    String id = call.toolId();
    int slash = id.indexOf('/');
    Server server = slash < 0 ? null : servers.get(id.substring(0, slash));
    if (server == null) {
      throw new ToolException("unknown_tool", "No MCP server has the tool " + id, false);
    }
    return server.call(id.substring(slash + 1), call);
  }

  /** The tools as the servers last described them; asks no server, so it is quick. */
  @Override
  public ToolCatalog catalog() {
    return catalog;
  }

  /**
   * Ends all servers, their processes and whatever these started, and waits until they have ended:
   * a server that doesn't end when its input ends gets a second, then it is made to. Idempotent.
   */
  @Override
  public void close() {
    List<Thread> closing = new ArrayList<>();
    for (Server server : servers.values()) {
      Thread thread = new Thread(server::close, "sluice-mcp-" + server.name() + "-close");
      thread.start();
      closing.add(thread);
    }
    boolean interrupted = false;
    for (Thread thread : closing) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "McpToolInvoker" + servers.keySet();
  }

  /** Settings. Not thread-safe. */
  public static final class Builder {
    private final McpConfig config;
    private Duration startTimeout = Duration.ofSeconds(60);
    private Duration callTimeout = Duration.ofMinutes(5);
    private int mostMessageBytes = 8 * 1024 * 1024;

    private Builder(McpConfig config) {
      this.config = java.util.Objects.requireNonNull(config, "config");
    }

    /**
     * Sets how long a server may take to answer the first questions; npx may have to fetch it.
     *
     * @param most 60 seconds by default
     * @return this
     * @throws IllegalArgumentException if it isn't positive
     */
    public Builder startTimeout(Duration most) {
      startTimeout = positive(most);
      return this;
    }

    /**
     * Sets how long a tool may take where its step has no nearer timeout or deadline.
     *
     * @param most 5 minutes by default
     * @return this
     * @throws IllegalArgumentException if it isn't positive
     */
    public Builder callTimeout(Duration most) {
      callTimeout = positive(most);
      return this;
    }

    /**
     * Bounds what is read of one message; a longer answer fails its call. The engine's own bound on
     * results applies as well.
     *
     * @param most bytes, at least 1,024; 8 MiB by default
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxMessageBytes(int most) {
      if (most < 1_024 || most == Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a message must be admitted 1024 bytes or more, not " + most);
      }
      mostMessageBytes = most;
      return this;
    }

    private static Duration positive(Duration time) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("the time must be positive, but is " + time);
      }
      Duration most = Duration.ofDays(36_500);
      return time.compareTo(most) > 0 ? most : time;
    }

    /**
     * Starts all servers and asks them for their tools.
     *
     * @return the tools
     * @throws IOException if a server can't be started; the message names every such server, and no
     *     process is left
     * @throws InterruptedException if the thread was interrupted; no process is left
     */
    public McpToolInvoker connect() throws IOException, InterruptedException {
      McpToolInvoker invoker =
          new McpToolInvoker(
              config, new ClientSettings(startTimeout, callTimeout, mostMessageBytes));
      boolean started = false;
      try {
        invoker.start();
        started = true;
        return invoker;
      } finally {
        if (!started) {
          invoker.close();
        }
      }
    }
  }
}
