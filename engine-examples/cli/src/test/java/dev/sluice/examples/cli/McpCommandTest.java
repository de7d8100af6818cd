package dev.sluice.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code sluice mcp} as a process, and {@code --mcp-config} with {@code sluice mcp} as the server.
 */
@Timeout(120)
class McpCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HELLO =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      """;

  @TempDir Path temp;
  private Path workflows;

  @BeforeEach
  void folder() throws Exception {
    workflows = Files.createDirectory(temp.resolve("workflows"));
    Cli.file(
        workflows,
        "notify.json",
        """
        {"name": "Notify", "input_schema": {"type": "object", "required": ["text"], "additionalProperties": false,
           "properties": {"text": {"type": "string"}}},
         "steps": [{"step_number": 1, "tool_id": "tool_slack_001",
          "input_mapping": {"channel": "#c", "text": "{{inputs.text}}"}}]}
        """);
    Cli.file(workflows, "notes.txt", "no workflow");
  }

  /** The command line of the program with the classes under test. */
  static List<String> sluice(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.sluice.examples.cli.Main");
    command.addAll(List.of(arguments));
    return command;
  }

  private String config(String... arguments) throws Exception {
    List<String> command = sluice(arguments);
    return Cli.file(
        temp,
        "mcp.json",
        JSON.writeValueAsString(
            Map.of(
                "mcpServers",
                Map.of(
                    "inner",
                    Map.of(
                        "command", command.get(0), "args", command.subList(1, command.size()))))));
  }

  private static String call(int id, String tool, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}\n"
        .formatted(id, tool, arguments);
  }

  private static void refused(String sentence, String... arguments) {
    Cli.Result result = Cli.sluice(arguments);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(sentence);
  }

  @Test
  void standardOutputIsTheProtocolsWhateverIsLogged() throws Exception {
    Path input =
        Files.writeString(
            temp.resolve("input"), HELLO + call(1, "notify", "{\"text\":\"Hello, people\"}"));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    List<String> command = sluice("mcp", "--workflows", workflows.toString());
    command.addAll(1, List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=debug"));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(2);
    for (String line : lines) {
      assertThat(JSON.readTree(line).path("jsonrpc").asText()).isEqualTo("2.0");
    }
    assertThat(JSON.readTree(lines.get(1)).at("/result/structuredContent/status").asText())
        .isEqualTo("success");
    assertThat(Files.readString(err)).contains("DEBUG").contains("Hello, people");
  }

  @Test
  void aWorkflowOfOneSluiceIsAToolOfAnother() throws Exception {
    String config = config("mcp", "--workflows", workflows.toString());
    String outer =
        Cli.file(
            temp,
            "outer.json",
            """
            {"name": "Outer", "steps": [{"step_number": 1, "tool_id": "inner/notify",
              "input_mapping": {"text": "from outside"}}]}
            """);
    Cli.Result result = Cli.sluice("run", outer, "--mcp-config", config, "--json");
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode inner = JSON.readTree(result.out()).at("/step_results/0/result");
    assertThat(inner.path("workflow_id").asText()).as("named by its file").isEqualTo("notify");
    assertThat(inner.at("/inputs/text").asText()).isEqualTo("from outside");
    Cli.Result flow = Cli.sluice("check", outer, "--mcp-config", config);
    assertThat(flow.code()).isZero();
    assertThat(flow.out()).contains("inner/notify");
  }

  @Test
  void aKilledSluiceLeavesNoServerBehind() throws Exception {
    Path quiet = Files.createDirectory(temp.resolve("quiet"));
    String config = config("mcp", "--workflows", workflows.toString());
    Cli.file(
        quiet,
        "slow.json",
        "{\"name\": \"Slow\", \"steps\": [{\"step_number\": 1, \"tool_id\": \"sleep\", \"input_mapping\": {\"duration_ms\": 600000}}]}");
    Process process =
        new ProcessBuilder(sluice("mcp", "--workflows", quiet.toString(), "--mcp-config", config))
            .redirectError(temp.resolve("err").toFile())
            .start();
    OutputStream in = process.getOutputStream();
    in.write((HELLO + call(1, "slow", "{}")).getBytes(StandardCharsets.UTF_8));
    in.flush();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(out.readLine()).contains("\"id\":0");
    List<ProcessHandle> servers = process.descendants().toList();
    assertThat(servers).isNotEmpty();
    process.destroy();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    for (ProcessHandle server : servers) {
      server.onExit().get(40, TimeUnit.SECONDS);
      assertThat(server.isAlive()).isFalse();
    }
  }

  @Test
  void theEndOfTheInputEndsItAndItsServersAlthoughARunGoesOn() throws Exception {
    Cli.file(
        workflows,
        "slow.json",
        "{\"name\": \"Slow\", \"steps\": [{\"step_number\": 1, \"tool_id\": \"sleep\", \"input_mapping\": {\"duration_ms\": 600000}}]}");
    Path inner = Files.createDirectory(temp.resolve("inner"));
    String config = config("mcp", "--workflows", inner.toString());
    Process process =
        new ProcessBuilder(
                sluice(
                    "mcp",
                    "--workflows",
                    workflows.toString(),
                    "--wait=0.1",
                    "--mcp-config",
                    config))
            .redirectError(temp.resolve("err").toFile())
            .start();
    List<ProcessHandle> servers;
    try (OutputStream in = process.getOutputStream()) {
      in.write((HELLO + call(1, "slow", "{}")).getBytes(StandardCharsets.UTF_8));
      in.flush();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertThat(out.readLine()).contains("\"id\":0");
      servers = process.descendants().toList();
    }
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(temp.resolve("err"))).isZero();
    assertThat(servers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void aRunThatTakesLongerThanWaitIsAnsweredAsRunning() throws Exception {
    Cli.file(
        workflows,
        "slow.json",
        "{\"name\": \"Slow\", \"steps\": [{\"step_number\": 1, \"tool_id\": \"sleep\", \"input_mapping\": {\"duration_ms\": 600000}}]}");
    Path input = Files.writeString(temp.resolve("input"), HELLO + call(1, "slow", "{}"));
    List<String> command = sluice("mcp", "--workflows", workflows.toString(), "--wait", "0.1");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(temp.resolve("out").toFile())
            .redirectError(temp.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(temp.resolve("out")).get(1)).contains("\"status\":\"running\"");
  }

  /** The answers of a server's whole life, by the number of the request. */
  private JsonNode served(int id, String requests, String... more) throws Exception {
    List<String> command = sluice("mcp", "--workflows", workflows.toString());
    command.addAll(List.of(more));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Files.writeString(temp.resolve("input"), HELLO + requests).toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    for (String line : Files.readAllLines(out)) {
      JsonNode answer = JSON.readTree(line);
      if (answer.path("id").asInt() == id) {
        return answer.path("result");
      }
    }
    throw new AssertionError(Files.readString(out));
  }

  @Test
  void aDatabaseKeepsWhatAServerRanForTheNextServer() throws Exception {
    String db = "--db=" + temp.resolve("runs.db");
    Cli.file(
        workflows,
        "slow.json",
        "{\"name\": \"Slow\", \"steps\": [{\"step_number\": 1, \"tool_id\": \"sleep\", \"input_mapping\": {\"duration_ms\": 600000}}]}");
    JsonNode first = served(1, call(1, "notify", "{\"text\":\"Zürich – 北京\"}"), db);
    String id = first.at("/structuredContent/id").asText();
    JsonNode running = served(1, call(1, "slow", "{}"), db, "--wait=0.1").path("structuredContent");
    assertThat(running.path("status").asText()).isEqualTo("running");

    Cli.file(
        workflows,
        "notify.json",
        """
        {"name": "Notify, but changed since", "steps": [{"step_number": 1, "tool_id": "json.get",
          "input_mapping": {"value": 1, "pointer": ""}}]}
        """);
    String read = "{\"execution_id\":\"" + id + "\"}";
    JsonNode found = served(1, call(1, "get_workflow_execution", read), db);
    assertThat(found.path("structuredContent")).isEqualTo(first.path("structuredContent"));
    assertThat(served(1, call(1, "list_workflows", "{}"), db).toString())
        .contains("Notify, but changed since");
    Cli.Result list = Cli.sluice("list", db);
    assertThat(list.out().lines()).hasSize(2).anyMatch(line -> line.startsWith(id));
    String slow = running.path("id").asText();
    assertThat(Cli.sluice("cancel", slow, db).code()).isZero();
    assertThat(Cli.sluice("resume", db).err()).doesNotContain("nothing to resume");
    JsonNode ended = served(2, call(2, "get_workflow_execution", read.replace(id, slow)), db);
    assertThat(ended.at("/structuredContent/status").asText()).isEqualTo("cancelled");
  }

  @Test
  void badUsageIsRefused() throws Exception {
    String folder = workflows.toString();
    refused("Missing required option: '--workflows=DIR'", "mcp");
    refused("--workflows must be a folder that is there", "mcp", "--workflows", folder + "/none");
    refused(
        "--wait must be a number of seconds from 0 on", "mcp", "--workflows", folder, "--wait=-1");
    refused("Invalid value for option '--wait'", "mcp", "--workflows", folder, "--wait=soon");
    refused("--as names no caller", "mcp", "--workflows", folder, "--as", "");
    refused("There is no file none.json.", "run", Cli.WEATHER, "--mcp-config", "none.json");
    String text = Cli.file(temp, "config.json", "{}");
    refused(
        "config.json can't be used: the configuration must be",
        "check",
        Cli.WEATHER,
        "--mcp-config",
        text);
    String nothing =
        Cli.file(
            temp,
            "nothing.json",
            "{\"mcpServers\": {\"a\": {\"command\": \"/no/such\"}, \"b\": {\"command\": \"/no/such\"}}}");
    refused(
        "The MCP server \"a\" can't be used: its command \"/no/such\" can't be started.\n"
            + "The MCP server \"b\" can't be used: its command \"/no/such\" can't be started.",
        "run",
        Cli.WEATHER,
        "--mcp-config",
        nothing);
  }

  @Test
  void allRefusedWorkflowsOfTheFolderAreNamedWithAllProblems() throws Exception {
    Cli.file(
        workflows,
        "a.json",
        "{\"name\": \"A\", \"id\": \"notify\", \"steps\": [{\"step_number\": 1, \"tool_id\": \"json.get\", \"input_mapping\": {\"value\": 1, \"pointer\": \"\"}}]}");
    Cli.file(
        workflows,
        "b.json",
        "{\"name\": \"B\", \"steps\": [{\"step_number\": 1, \"tool_id\": \"jsn.get\"}]}");
    Cli.file(workflows, "c.json", "{");
    Cli.Result result = Cli.sluice("mcp", "--workflows", workflows.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("b.json: 1 error\n1) error UNKNOWN_TOOL")
        .contains("Did you mean \"json.get\"?")
        .contains("c.json: 1 error\n1) error SYNTAX")
        .contains("notify.json: another workflow of the folder has the same id.");
  }
}
