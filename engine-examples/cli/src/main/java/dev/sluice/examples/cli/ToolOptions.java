package dev.sluice.examples.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what tools may reach. */
final class ToolOptions {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The one folder that file.read and file.write may touch.")
  @Nullable Path dir;

  @Option(
      names = "--slack-webhook",
      paramLabel = "URL",
      description = "Where tool_slack_001 posts; without it, messages are printed.")
  @Nullable String slackWebhook;

  @Nullable Path folder() throws Refusal {
    if (dir == null) {
      return null;
    } else if (!Files.isDirectory(dir)) {
      throw new Refusal("--dir must be a folder that is there, but is " + dir + ".");
    }
    try {
      return dir.toRealPath();
    } catch (IOException e) {
      throw new Refusal("The folder " + dir + " can't be opened.");
    }
  }

  @Nullable URI webhook() throws Refusal {
    if (slackWebhook == null) {
      return null;
    }
    try {
      URI uri = new URI(slackWebhook);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (web && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below. The address itself is a secret and isn't shown.
    }
    throw new Refusal("--slack-webhook must be an address that begins with https:// or http://.");
  }
}
