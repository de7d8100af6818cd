package dev.sluice.tool;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tools written as functions.
 *
 * <pre>{@code
 * Tools tools = Tools.builder()
 *     .tool("weather", WeatherQuery.class, query -> new Forecast("Sunny, 22C"))
 *     .tool("slack", call -> ToolResult.of(Map.of("ts", "1")))
 *     .build();
 * }</pre>
 *
 * <p>Immutable and, if the functions are, thread-safe.
 */
public final class Tools implements ToolInvoker {
  private final Map<String, ToolInvoker> functions;
  private final ToolCatalog catalog;

  private Tools(Map<String, ToolInvoker> functions, ToolCatalog catalog) {
    this.functions = new HashMap<>(functions); // asked at every call: quicker than an immutable map
    this.catalog = catalog;
  }

  /**
   * Starts with no tools.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ToolResult invoke(ToolCall call) throws Exception {
    ToolInvoker function = functions.get(call.toolId());
    if (function == null) {
      throw new ToolException(
          "unknown_tool", "There is no tool with the id " + call.toolId(), false);
    }
    return function.invoke(call);
  }

  @Override
  public @Nullable ToolResult lookup(ToolCall call) throws Exception {
    ToolInvoker function = functions.get(call.toolId());
    return function == null ? null : function.lookup(call);
  }

  @Override
  public ToolCatalog catalog() {
    return catalog;
  }

  /** Collects tools. Not thread-safe. */
  public static final class Builder {
    private final Map<String, ToolInvoker> functions = new LinkedHashMap<>();
    private final Map<String, ToolDescriptor> descriptors = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a tool that takes the call itself.
     *
     * @param id the tool id that steps name
     * @param function does the work
     * @return this
     * @throws IllegalArgumentException if the id is taken
     */
    public Builder tool(String id, ToolInvoker function) {
      Objects.requireNonNull(function, "function");
      if (functions.putIfAbsent(Objects.requireNonNull(id, "id").intern(), function) != null) {
        throw new IllegalArgumentException("There is a tool with the id " + id + " already");
      }
      descriptors.putIfAbsent(id, ToolDescriptor.of(id));
      return this;
    }

    /**
     * Adds a tool that takes a Java type. Arguments that don't fit the type fail the step with the
     * code {@code invalid_arguments}.
     *
     * @param id the tool id that steps name
     * @param type what Jackson maps the arguments to
     * @param function does the work; what it returns, Jackson maps to the result
     * @param <A> the type
     * @return this
     * @throws IllegalArgumentException if the id is taken
     */
    public <A> Builder tool(String id, Class<A> type, TypedTool<A> function) {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(function, "function");
      return tool(id, call -> result(function.call(arguments(call, type))));
    }

    /**
     * Says more about a tool, before or after it is added.
     *
     * @param descriptor its id names the tool
     * @return this
     */
    public Builder describe(ToolDescriptor descriptor) {
      descriptors.put(descriptor.id(), descriptor);
      return this;
    }

    /**
     * Makes the tools.
     *
     * @return immutable tools
     * @throws IllegalArgumentException if a description names no tool
     */
    public Tools build() {
      for (String id : descriptors.keySet()) {
        if (!functions.containsKey(id)) {
          throw new IllegalArgumentException(
              "There is a description but no tool with the id " + id);
        }
      }
      return new Tools(functions, ToolCatalog.of(0, descriptors.values()));
    }

    private static <A> A arguments(ToolCall call, Class<A> type) throws ToolException {
      try {
        return call.argumentsAs(type);
      } catch (InvalidArgumentsException e) {
        throw new ToolException(
            "invalid_arguments", String.valueOf(e.getMessage()), false, null, e);
      }
    }

    private static ToolResult result(@Nullable Object value) {
      return value instanceof ToolResult result ? result : ToolResult.of(value);
    }
  }
}
