package dev.sluice.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpConfigTest {
  @Test
  void whatHostsWriteIsRead() {
    McpConfig config =
        McpConfig.parse(
            """
            {"theme": "dark", "mcpServers": {
              "fs": {"type": "stdio", "command": "npx", "args": ["-y", "server"], "env": {"A": "1"}, "cwd": "/x"},
              "off": {"command": "no", "disabled": true},
              "plain": {"command": "run"}}}
            """);
    assertThat(config.names()).containsExactly("fs", "plain");
    assertThat(config.servers().get(0))
        .isEqualTo(
            new ServerCommand(
                "fs", List.of("npx", "-y", "server"), Map.of("A", "1"), Path.of("/x")));
    assertThat(config.servers().get(1))
        .isEqualTo(new ServerCommand("plain", List.of("run"), Map.of(), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | the configuration isn't JSON",
        "{\"servers\": {}} | the configuration must be an object whose field \"mcpServers\" is an object",
        "{\"mcpServers\": {\"a/b\": {\"command\": \"x\"}}} | the server \"a/b\" needs a name of 1 to 100 characters without \"/\" and controls",
        "{\"mcpServers\": {\"a\": 1}} | the server \"a\" must be an object",
        "{\"mcpServers\": {\"a\": {}}} | the server \"a\" must have a \"command\", which is a string",
        "{\"mcpServers\": {\"a\": {\"url\": \"x\"}}} | the server \"a\" has a \"url\", but only servers with a \"command\" can be used",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"args\": \"y\"}}} | the \"args\" of the server \"a\" must be an array",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"args\": [1]}}} | each of the \"args\" of the server \"a\" must be a string",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"env\": {\"K\": 1}}}} | \"K\" in the \"env\" of the server \"a\" must be a string",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"cwd\": 1}}} | the \"cwd\" of the server \"a\" must be a string",
      })
  void whatIsNoConfigurationIsRefusedWithAReason(String json, String reason) {
    assertThatThrownBy(() -> McpConfig.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @Test
  void secretsAreNotShown() {
    McpConfig config =
        McpConfig.parse(
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"args\": [\"s3cret\"], \"env\": {\"K\": \"s3cret\"}}}}");
    assertThat(config.toString() + config.servers()).doesNotContain("s3cret");
  }
}
