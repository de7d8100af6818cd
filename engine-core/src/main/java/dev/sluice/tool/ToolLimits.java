package dev.sluice.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How many tool calls an engine makes at once and how often, in all and for single tools. A call
 * that has to wait for its turn waits within its step's timeout. Immutable.
 */
public final class ToolLimits {
  private static final ToolLimits NONE = new ToolLimits(Integer.MAX_VALUE, Map.of());

  private final int concurrency;
  private final Map<String, Limit> perTool;

  /**
   * The bounds of one tool.
   *
   * @param concurrency how many calls at once
   * @param callsPerSecond how many calls may begin in a second; infinite for no bound
   */
  record Limit(int concurrency, double callsPerSecond) {}

  private ToolLimits(int concurrency, Map<String, Limit> perTool) {
    this.concurrency = concurrency;
    this.perTool = perTool;
  }

  /**
   * No bounds. Where the JVM has no virtual threads and the host gave no tool executor, at most 256
   * calls are under way on other threads than the executing one; further ones wait.
   *
   * @return the default
   */
  public static ToolLimits none() {
    return NONE;
  }

  /**
   * Bounds the calls of the whole engine.
   *
   * @param most how many at once, at least 1
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public ToolLimits concurrency(int most) {
    return new ToolLimits(positive(most), perTool);
  }

  /**
   * Bounds how many calls of a tool are made at once.
   *
   * @param toolId the tool
   * @param most how many, at least 1
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public ToolLimits concurrency(String toolId, int most) {
    return with(toolId, new Limit(positive(most), callsPerSecond(toolId)));
  }

  /**
   * Bounds how often a tool is called.
   *
   * @param toolId the tool
   * @param most calls a second, more than 0; a fraction is admitted
   * @return a copy
   * @throws IllegalArgumentException if it isn't positive
   */
  public ToolLimits callsPerSecond(String toolId, double most) {
    if (!(most > 0)) {
      throw new IllegalArgumentException("calls per second must be more than 0, but are " + most);
    }
    return with(toolId, new Limit(concurrency(toolId), most));
  }

  private ToolLimits with(String toolId, Limit limit) {
    Map<String, Limit> changed = new LinkedHashMap<>(perTool);
    changed.put(Objects.requireNonNull(toolId, "toolId"), limit);
    return new ToolLimits(concurrency, Map.copyOf(changed));
  }

  private static int positive(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("concurrency must be at least 1, but is " + most);
    }
    return most;
  }

  /**
   * How many calls the engine makes at once.
   *
   * @return the bound; {@link Integer#MAX_VALUE} for none
   */
  public int concurrency() {
    return concurrency;
  }

  /**
   * How many calls of a tool are made at once.
   *
   * @param toolId the tool
   * @return the bound; {@link Integer#MAX_VALUE} for none
   */
  public int concurrency(String toolId) {
    Limit limit = perTool.get(toolId);
    return limit == null ? Integer.MAX_VALUE : limit.concurrency();
  }

  /**
   * How often a tool is called.
   *
   * @param toolId the tool
   * @return calls a second; infinite for no bound
   */
  public double callsPerSecond(String toolId) {
    Limit limit = perTool.get(toolId);
    return limit == null ? Double.POSITIVE_INFINITY : limit.callsPerSecond();
  }

  /**
   * Whether a tool's calls, or all calls, are bounded at all.
   *
   * @param toolId the tool
   * @return false if a call can always be made at once
   */
  public boolean bounds(String toolId) {
    return concurrency != Integer.MAX_VALUE || perTool.containsKey(toolId);
  }
}
