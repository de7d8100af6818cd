package dev.sluice.testkit;

import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.util.List;

/** A plugin as {@link java.util.ServiceLoader} finds it. */
public final class PluginTools implements ToolInvoker {
  /** Makes it. */
  public PluginTools() {}

  @Override
  public ToolResult invoke(ToolCall call) {
    return ToolResult.of("plugged in");
  }

  @Override
  public ToolCatalog catalog() {
    return ToolCatalog.of(0, List.of(ToolDescriptor.of("plugin.tool")));
  }
}
