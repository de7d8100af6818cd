package dev.sluice.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code sluice} between real peers: a client from npm drives it, and it drives a server from npm.
 */
@Timeout(value = 150, unit = TimeUnit.SECONDS)
class NpmClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;
  private Path folder;
  private String config;

  @BeforeEach
  void files() throws Exception {
    String program = Npm.program("server-filesystem");
    folder = Files.createDirectory(temp.toRealPath().resolve("files"));
    config =
        Cli.file(
            temp,
            "mcp.json",
            JSON.writeValueAsString(
                Map.of(
                    "mcpServers",
                    Map.of(
                        "fs",
                        Map.of("command", "node", "args", List.of(program, folder.toString()))))));
  }

  @Test
  void aClientFromNpmRunsAWorkflowWhoseSecondStepWritesAFileThroughAServerFromNpm()
      throws Exception {
    Path workflows = Files.createDirectory(temp.resolve("workflows"));
    Cli.file(
        workflows,
        "note.json",
        """
        {"id": "wf_note", "name": "Note", "description": "Writes a note.",
         "input_schema": {"type": "object", "required": ["city", "path"],
           "properties": {"city": {"type": "string"}, "path": {"type": "string"}}},
         "steps": [
          {"step_number": 1, "tool_id": "json.get", "tool_name": "Pick",
           "input_mapping": {"value": {"city": "{{inputs.city}}", "n": 1.10}, "pointer": "/city"}},
          {"step_number": 2, "tool_id": "fs/write_file", "tool_name": "Write",
           "input_mapping": {"path": "{{inputs.path}}", "content": "Greetings from {{steps.1.result}}"}}]}
        """);
    Cli.file(
        workflows,
        "slow.json",
        """
        {"name": "Slow", "steps": [
          {"step_number": 1, "tool_id": "json.get", "input_mapping": {"value": 1, "pointer": ""}},
          {"step_number": 2, "tool_id": "sleep", "input_mapping": {"duration_ms": 600000}}]}
        """);
    Path script =
        Files.copy(
            Path.of("src/test/npm/client.mjs"),
            Npm.home().resolve("client.mjs"),
            StandardCopyOption.REPLACE_EXISTING);
    Path note = folder.resolve("note.txt");
    List<String> command = new ArrayList<>(List.of("node", script.toString()));
    command.addAll(
        McpCommandTest.sluice("mcp", "--workflows", workflows.toString(), "--mcp-config", config));
    Cli.Result result =
        Started.in(
                Path.of("").toAbsolutePath(),
                temp,
                Map.of("NOTE", note.toString(), "LC_ALL", "C.UTF-8"),
                command)
            .result();
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode seen = JSON.readTree(result.out());

    assertThat(seen.path("errors")).isEmpty();
    assertThat(seen.path("tools").toString())
        .isEqualTo(
            "[\"execute_workflow\",\"get_workflow_execution\",\"list_workflows\",\"check_workflow\",\"slow\",\"wf_note\"]");
    assertThat(seen.path("progress").toString())
        .isEqualTo("[\"1/2 Step 1 (Pick): success\",\"2/2 Step 2 (Write): success\"]");
    JsonNode record = seen.at("/run/structuredContent");
    assertThat(record.path("status").asText()).isEqualTo("success");
    assertThat(Files.readString(note)).isEqualTo("Greetings from Zürich – 北京");
    assertThat(seen.at("/read/structuredContent")).isEqualTo(record);
    assertThat(seen.at("/read/content/0/text")).isEqualTo(seen.at("/run/content/0/text"));
    assertThat(JSON.readTree(seen.at("/run/content/0/text").asText())).isEqualTo(record);
    assertThat(seen.at("/byName/isError").booleanValue()).isTrue();
    assertThat(seen.at("/byName/content/0/text").asText()).contains("REQUIRED at /path");
    assertThat(seen.at("/check/structuredContent/valid").booleanValue()).isFalse();
    assertThat(seen.at("/check/structuredContent/problems").findValuesAsText("code"))
        .containsExactly("MISSING_ARGUMENT", "UNKNOWN_ARGUMENT", "UNKNOWN_REFERENCE");
    assertThat(seen.at("/check/structuredContent/problems/1/suggestion").asText())
        .isEqualTo("path");
    assertThat(seen.at("/none/isError").booleanValue()).isTrue();
    assertThat(seen.path("aborted").asText()).contains("abort");
    assertThat(seen.at("/slow/structuredContent/status").asText()).isEqualTo("cancelled");
  }

  @Test
  void checkNamesTheArgumentOfAServersToolThatWasMeant() throws Exception {
    String typo =
        Cli.file(
            temp,
            "typo.json",
            """
            {"name": "Typo", "steps": [{"step_number": 1, "tool_id": "fs/write_file",
              "input_mapping": {"paht": "a.txt", "content": "x"}}]}
            """);
    Cli.Result result = Cli.sluice("check", typo, "--mcp-config", config);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out())
        .contains("The tool requires the argument \"path\", but it isn't mapped.")
        .contains("it declares \"path\", \"content\". Did you mean \"path\"?");
    assertThat(Cli.sluice("check", typo).out())
        .as("without the servers nothing is known of the tool")
        .contains("There is no tool \"fs/write_file\"");
  }

  @Test
  void runCallsTheToolsOfServers() throws Exception {
    Path file = folder.resolve("out.txt");
    String workflow =
        Cli.file(
            temp,
            "write.json",
            """
            {"name": "Write", "steps": [
              {"step_number": 1, "tool_id": "fs/write_file",
               "input_mapping": {"path": "{{inputs.path}}", "content": "1.10"}},
              {"step_number": 2, "tool_id": "fs/read_text_file",
               "input_mapping": {"path": "{{inputs.path}}"}}]}
            """);
    Cli.Result result =
        Cli.sluice("run", workflow, "--mcp-config", config, "--json", "--input", "path=" + file);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(JSON.readTree(result.out()).at("/step_results/1/result/content").asText())
        .isEqualTo("1.10");
    assertThat(Cli.sluice("check", workflow, "--mcp-config", config).out())
        .contains("path")
        .contains("Data flow");
  }
}
