package dev.sluice.mcp.server;

import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.limit.Limits;
import dev.sluice.mcp.internal.wire.Wire;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An engine's workflows as tools of an MCP server, for one client at the other end of two streams.
 *
 * <pre>{@code
 * StepProgress progress = new StepProgress();
 * WorkflowEngine engine = WorkflowEngine.builder().tools(tools).listener(progress).build();
 * engine.register(workflow);
 * try (McpWorkflowServer server =
 *     McpWorkflowServer.builder(engine).progress(progress).start(System.in, System.out)) {
 *   server.awaitEnd();
 * }
 * }</pre>
 *
 * <p>Its tools are {@code execute_workflow}, {@code get_workflow_execution}, {@code
 * list_workflows}, {@code check_workflow}, and one for each workflow that its caller has
 * registered. The structured content of a run is the execution record as the engine writes it. A
 * failed run is a normal answer; {@code isError} is for definitions and inputs that are refused,
 * and for ids that aren't there or aren't the caller's. A cancelled request cancels its run.
 *
 * <p>Thread-safe. The output stream belongs to the protocol: nothing else may write to it. Neither
 * the engine nor the input stream is closed here.
 */
public final class McpWorkflowServer implements AutoCloseable {
  /** What was asked before the end of the input is answered, so long after a run's wait at most. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

  private final StdioProvider provider;
  private final ToolList tools;
  private final McpAsyncServer server;
  private final Map<String, McpSchema.Tool> shown = new HashMap<>();
  private final Duration lastAnswers;

  private McpWorkflowServer(Builder builder, InputStream in, OutputStream out) {
    provider = new StdioProvider(in, out, builder.mostMessageBytes());
    lastAnswers = builder.wait.plus(LAST_ANSWERS);
    CallerOperations caller =
        builder.callerId == null ? builder.engine : builder.engine.as(builder.callerId);
    RunStarter runs = new RunStarter(caller, builder.progress, provider.requests(), builder.wait);
    tools = new ToolList(builder.engine, caller, builder.limits, runs);
    Map<String, AsyncToolSpecification> first = tools.all();
    first.forEach((name, tool) -> shown.put(name, tool.tool()));
    server =
        McpServer.async(provider)
            .serverInfo("sluice", builder.version)
            .capabilities(McpSchema.ServerCapabilities.builder().tools(true).build())
            .jsonMapper(Wire.mapper())
            .jsonSchemaValidator(new EngineValidates())
            .validateToolInputs(false)
            .tools(java.util.List.copyOf(first.values()))
            .build();
    provider.start();
  }

  /** The engine checks inputs, with better messages, and its records are what they are. */
  private static final class EngineValidates implements JsonSchemaValidator {
    @Override
    public ValidationResponse validate(Map<String, Object> schema, Object value) {
      return ValidationResponse.asValid(null);
    }
  }

  /**
   * Starts settings.
   *
   * @param engine whose workflows; it outlives the server
   * @return a builder with good defaults
   */
  public static Builder builder(WorkflowEngine engine) {
    return new Builder(engine);
  }

  /**
   * Shows the client the workflows that are registered now: those that came, changed or went since
   * the start or the last call.
   */
  public synchronized void refresh() {
    Map<String, AsyncToolSpecification> now = tools.all();
    boolean changed = false;
    for (String name : java.util.List.copyOf(shown.keySet())) {
      AsyncToolSpecification tool = now.get(name);
      if (tool == null || !tool.tool().equals(shown.get(name))) {
        server.removeTool(name).block();
        shown.remove(name);
        changed = true;
      }
    }
    for (Map.Entry<String, AsyncToolSpecification> tool : now.entrySet()) {
      if (!shown.containsKey(tool.getKey())) {
        server.addTool(tool.getValue()).block();
        shown.put(tool.getKey(), tool.getValue().tool());
        changed = true;
      }
    }
    if (changed) {
      server.notifyToolsListChanged().block();
    }
  }

  /**
   * Waits until the client has gone: until the input ends, or the output can't be written. What was
   * asked before the end of the input is answered first; a run that goes on is answered as running
   * when its wait is over. {@link #close} ends this wait too.
   *
   * @throws InterruptedException if the thread was interrupted
   */
  public void awaitEnd() throws InterruptedException {
    try {
      provider.ended().get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("it never ends with an exception", e);
    }
    provider.requests().awaitNone(lastAnswers);
  }

  /** Ends it: what was sent is written, nothing more is read. Runs go on. Idempotent. */
  @Override
  public void close() {
    provider.close();
  }

  /** Settings. Not thread-safe. */
  public static final class Builder {
    private final WorkflowEngine engine;
    private @Nullable String callerId;
    private @Nullable StepProgress progress;
    private Duration wait = Duration.ofSeconds(30);
    private Limits limits = Limits.defaults();
    private String version = "0.1.0";

    private Builder(WorkflowEngine engine) {
      this.engine = Objects.requireNonNull(engine, "engine");
    }

    /**
     * Sets whose workflows and executions the client sees.
     *
     * @param id a caller id; the engine's default caller where none is set
     * @return this
     */
    public Builder caller(String id) {
      callerId = Objects.requireNonNull(id, "id");
      return this;
    }

    /**
     * Sets who hears of the engine's steps; without it there are no progress notifications.
     *
     * @param heard a listener of the engine
     * @return this
     */
    public Builder progress(StepProgress heard) {
      progress = Objects.requireNonNull(heard, "heard");
      return this;
    }

    /**
     * Sets how long a call waits for its run; one that takes longer is answered as running.
     *
     * @param most 30 seconds by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder waitAtMost(Duration most) {
      if (most.isNegative()) {
        throw new IllegalArgumentException("the wait must not be negative, but is " + most);
      }
      Duration longest = Duration.ofDays(36_500);
      wait = most.compareTo(longest) > 0 ? longest : most;
      return this;
    }

    /**
     * Sets the limits of definitions that are checked, and of messages.
     *
     * @param bounds those of the engine; the defaults where none are set
     * @return this
     */
    public Builder limits(Limits bounds) {
      limits = Objects.requireNonNull(bounds, "bounds");
      return this;
    }

    /**
     * Sets the version that the server tells.
     *
     * @param text such as {@code 1.0}
     * @return this
     */
    public Builder version(String text) {
      version = Objects.requireNonNull(text, "text");
      return this;
    }

    /** Room for a definition or inputs of any admitted size, with every character escaped. */
    private int mostMessageBytes() {
      long largest = Math.max(limits.definitionCharacters(), limits.inputsBytes());
      return (int) Math.min(Integer.MAX_VALUE - 8L, 6 * largest + 64 * 1024);
    }

    /**
     * Starts to serve, on threads of its own.
     *
     * @param in what the client sends
     * @param out what the client gets; closed along with the server
     * @return the server
     * @throws IllegalArgumentException if the caller id isn't of its form
     */
    public McpWorkflowServer start(InputStream in, OutputStream out) {
      return new McpWorkflowServer(this, in, out);
    }
  }
}
