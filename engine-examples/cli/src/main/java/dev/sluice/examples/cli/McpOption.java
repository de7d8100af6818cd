package dev.sluice.examples.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which servers' tools there are. */
final class McpOption {
  @Option(
      names = "--mcp-config",
      paramLabel = "FILE",
      description = {"MCP servers, as MCP hosts configure them; their tools", "are SERVER/TOOL."})
  @Nullable Path config;

  /** Starts the servers, if there are some. */
  ServerTools connect(Interruption interruption) throws Refusal, InterruptedException {
    if (config == null) {
      return ServerTools.none();
    }
    interruption.onEnd(Thread.currentThread()::interrupt);
    try {
      ServerTools servers = ServerTools.connect(config);
      interruption.onAbandon(servers::close);
      return servers;
    } finally {
      interruption.onEnd(null);
    }
  }
}
