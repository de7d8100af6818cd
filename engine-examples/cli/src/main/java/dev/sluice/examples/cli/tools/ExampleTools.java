package dev.sluice.examples.cli.tools;

import dev.sluice.tool.Tools;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tools of the command line. */
public final class ExampleTools {
  private ExampleTools() {}

  /**
   * Makes the tools.
   *
   * @param folder the real path of the one folder that files may be read from and written to, or
   *     null for none
   * @param slackWebhook where Slack messages are posted, or null if they are printed
   * @param printer prints one message for people; must make it safe
   * @param clock the time of day
   * @return tools that are safe to be called from several threads
   */
  public static Tools of(
      @Nullable Path folder,
      @Nullable URI slackWebhook,
      Consumer<String> printer,
      InstantSource clock) {
    Folder files = new Folder(folder);
    HttpSender sender = new HttpSender();
    HttpFailures failures = new HttpFailures(clock);
    return Tools.builder()
        .tool("http.request", new HttpRequestTool(sender, failures))
        .describe(HttpRequestTool.DESCRIPTOR)
        .tool("file.read", new FileReadTool(files))
        .describe(FileReadTool.DESCRIPTOR)
        .tool("file.write", new FileWriteTool(files))
        .describe(FileWriteTool.DESCRIPTOR)
        .tool("json.get", new JsonGetTool())
        .describe(JsonGetTool.DESCRIPTOR)
        .tool("tool_weather_001", new WeatherTool())
        .describe(WeatherTool.DESCRIPTOR)
        .tool("tool_slack_001", new SlackTool(slackWebhook, printer, sender, failures, clock))
        .describe(SlackTool.DESCRIPTOR)
        .tool("demo.slow", new SlowTool(printer))
        .describe(SlowTool.DESCRIPTOR)
        .build();
  }
}
