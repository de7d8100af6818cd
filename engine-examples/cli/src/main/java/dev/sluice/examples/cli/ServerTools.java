package dev.sluice.examples.cli;

import dev.sluice.WorkflowEngine;
import dev.sluice.mcp.client.McpConfig;
import dev.sluice.mcp.client.McpToolInvoker;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools of MCP servers, where a command has been given some. No class of the protocol is loaded
 * where there are none: a command must start quickly.
 */
final class ServerTools implements AutoCloseable {
  private final @Nullable McpToolInvoker servers;

  private ServerTools(@Nullable McpToolInvoker servers) {
    this.servers = servers;
  }

  static ServerTools none() {
    return new ServerTools(null);
  }

  static ServerTools connect(Path file) throws Refusal, InterruptedException {
    McpConfig config;
    try {
      config = McpConfig.parse(TextFile.read(file));
    } catch (IllegalArgumentException e) {
      throw new Refusal(file + " can't be used: " + e.getMessage() + ".");
    }
    try {
      return new ServerTools(McpToolInvoker.connect(config));
    } catch (IOException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  void addTo(WorkflowEngine.Builder engine) {
    if (servers != null) {
      engine.tools(servers);
    }
  }

  /** These tools beside others. */
  ToolCatalog with(ToolCatalog others) {
    if (servers == null) {
      return others;
    }
    List<ToolDescriptor> all = new ArrayList<>(others.tools());
    all.addAll(servers.catalog().tools());
    return ToolCatalog.of(0, all);
  }

  /** Ends the servers' processes and waits for their end. */
  @Override
  public void close() {
    if (servers != null) {
      servers.close();
    }
  }
}
