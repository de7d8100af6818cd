package dev.sluice.tool;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools that an invoker has at one time. Immutable; when the tools change, the invoker hands
 * out another catalog with another version.
 */
public final class ToolCatalog {
  private final long version;
  private final Map<String, ToolDescriptor> tools;

  private ToolCatalog(long version, Map<String, ToolDescriptor> tools) {
    this.version = version;
    this.tools = tools;
  }

  /**
   * A catalog.
   *
   * @param version differs whenever the tools differ
   * @param tools all of them
   * @return a catalog
   * @throws IllegalArgumentException if two descriptors have the same id
   */
  public static ToolCatalog of(long version, Collection<ToolDescriptor> tools) {
    Map<String, ToolDescriptor> byId = new LinkedHashMap<>();
    for (ToolDescriptor tool : tools) {
      if (byId.put(tool.id(), tool) != null) {
        throw new IllegalArgumentException("Two tools have the id " + tool.id());
      }
    }
    return new ToolCatalog(version, java.util.Collections.unmodifiableMap(byId));
  }

  /**
   * Differs whenever the tools differ; compiled plans belong to it.
   *
   * @return any number
   */
  public long version() {
    return version;
  }

  /**
   * The tools' ids.
   *
   * @return an immutable set, in the order of the catalog
   */
  public Set<String> ids() {
    return tools.keySet();
  }

  /**
   * One tool.
   *
   * @param toolId its id
   * @return what is known of it, or null if there is no such tool
   */
  public @Nullable ToolDescriptor find(String toolId) {
    return tools.get(Objects.requireNonNull(toolId, "toolId"));
  }

  /**
   * All tools.
   *
   * @return an immutable collection
   */
  public Collection<ToolDescriptor> tools() {
    return tools.values();
  }
}
