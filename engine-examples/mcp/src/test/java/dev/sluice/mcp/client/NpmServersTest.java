package dev.sluice.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.mcp.Npm;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against the two servers that the protocol's makers publish on npm. */
@Timeout(value = 150, unit = TimeUnit.SECONDS)
class NpmServersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;
  private static Path folder;
  private static McpToolInvoker mcp;
  private static WorkflowEngine engine;

  @BeforeAll
  static void start() throws Exception {
    folder = temp.toRealPath();
    mcp =
        McpToolInvoker.connect(
            McpConfig.parse(
                JSON.createObjectNode()
                    .set(
                        "mcpServers",
                        JSON.valueToTree(
                            Map.of(
                                "fs",
                                Map.of(
                                    "command",
                                    "node",
                                    "args",
                                    List.of(Npm.program("server-filesystem"), folder.toString())),
                                "all",
                                Map.of(
                                    "command",
                                    "node",
                                    "args",
                                    List.of(Npm.program("server-everything")),
                                    "env",
                                    Map.of("SLUICE_TEST", "given")))))
                    .toString()));
    engine = WorkflowEngine.builder().tools(mcp).build();
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
      List<ProcessHandle> servers = ProcessHandle.current().children().collect(Collectors.toList());
      mcp.close();
      assertThat(servers).hasSizeGreaterThanOrEqualTo(2).noneMatch(ProcessHandle::isAlive);
    }
  }

  private static Execution run(Step... steps) {
    Workflow.Builder workflow = Workflow.builder("npm");
    for (Step step : steps) {
      workflow.step(step);
    }
    return engine.execute(workflow.build());
  }

  private static JsonNode result(Step step) {
    Execution execution = run(step);
    assertThat(execution.status()).as(execution.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
    return execution.result(1);
  }

  @Test
  void toolsAreDescribedAsTheirServersDo() {
    ToolDescriptor write = mcp.catalog().find("fs/write_file");
    assertThat(write).isNotNull();
    assertThat(write.name()).isEqualTo("Write File");
    assertThat(write.description()).startsWith("Create a new file");
    assertThat(write.readOnly()).isFalse();
    assertThat(write.destructive()).isTrue();
    assertThat(write.idempotent()).isTrue();
    assertThat(write.inputSchema().path("required").toString()).isEqualTo("[\"path\",\"content\"]");
    assertThat(write.outputSchema().path("properties").has("content")).isTrue();
    ToolDescriptor read = mcp.catalog().find("fs/read_text_file");
    assertThat(read.readOnly()).isTrue();
    assertThat(read.destructive()).as("it doesn't say").isNull();
    assertThat(mcp.catalog().ids()).contains("all/echo", "all/get-sum");
    assertThat(mcp.catalog().find("all/simulate-research-query"))
        .as("it can be called as a task only")
        .isNull();
  }

  @Test
  void aFileIsWrittenAndReadBack() throws Exception {
    String path = folder.resolve("Zürich – 北京.txt").toString();
    Execution execution =
        run(
            Step.of("fs/write_file").input("path", path).input("content", "Grüezi 你好\n"),
            Step.of("fs/read_text_file").input("path", path),
            Step.of("all/echo").input("message", "{{steps.2.result.content}}"));
    assertThat(execution.status()).as(execution.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(Files.readString(Path.of(path))).isEqualTo("Grüezi 你好\n");
    assertThat(execution.result(3).textValue()).isEqualTo("Echo: Grüezi 你好\n");
  }

  @Test
  void structuredContentTextAndBlocksAreResults() {
    assertThat(
            result(Step.of("all/get-structured-content").input("location", "New York"))
                .path("conditions")
                .isTextual())
        .isTrue();
    assertThat(
            result(
                    Step.of("all/get-sum")
                        .input("a", IntNode.valueOf(1))
                        .input("b", IntNode.valueOf(2)))
                .textValue())
        .contains("The sum of 1 and 2 is 3");
    JsonNode blocks = result(Step.of("all/get-tiny-image"));
    assertThat(blocks.isArray()).isTrue();
    assertThat(blocks).anyMatch(block -> block.path("type").asText().equals("image"));
  }

  @Test
  void aToolsErrorIsAFailedStepWithItsText() {
    Execution execution = run(Step.of("fs/read_text_file").input("path", "/etc/passwd"));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("Access denied");
    assertThat(execution.errorCode()).isNull();
  }

  @Test
  void aServerGetsItsEnvironmentAndNotOurs() {
    String environment = result(Step.of("all/get-env")).toString();
    assertThat(environment).contains("SLUICE_TEST").contains("PATH");
    for (String name : System.getenv().keySet()) {
      if (name.startsWith("MAVEN") || name.equals("JAVA_HOME") || name.equals("SUREFIRE")) {
        assertThat(environment).doesNotContain(name);
      }
    }
  }

  @Test
  void aLongCallIsGivenUpAtItsStepsTimeout() {
    long start = System.nanoTime();
    Execution execution =
        run(
            Step.of("all/trigger-long-running-operation")
                .input("duration", IntNode.valueOf(60))
                .input("steps", IntNode.valueOf(2))
                .timeout(Duration.ofMillis(300)));
    assertThat(execution.stepResults().get(0).errorCode()).isEqualTo("timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(50));
  }

  @Test
  void aMisspelledArgumentIsFoundBeforeAnythingRuns() {
    List<Problem> problems =
        engine.check(
            Workflow.builder("typo")
                .step(Step.of("fs/write_file").input("paht", "a").input("content", "b"))
                .step(
                    Step.of("fs/read_text_file")
                        .input("path", "a")
                        .input("heda", IntNode.valueOf(1)))
                .step(Step.of("fs/read_text_file").input("path", IntNode.valueOf(1)))
                .step(Step.of("all/echo").input("message", "{{steps.1.result.contents}}"))
                .build());
    assertThat(problems)
        .extracting(Problem::code, Problem::stepNumber, Problem::reference, Problem::suggestion)
        .contains(
            org.assertj.core.groups.Tuple.tuple(ProblemCode.MISSING_ARGUMENT, 1, "path", null),
            org.assertj.core.groups.Tuple.tuple(ProblemCode.UNKNOWN_ARGUMENT, 1, "paht", "path"),
            org.assertj.core.groups.Tuple.tuple(ProblemCode.UNKNOWN_ARGUMENT, 2, "heda", "head"));
    assertThat(problems)
        .anyMatch(
            p ->
                p.code().equals(ProblemCode.TYPE_MISMATCH)
                    && Integer.valueOf(3).equals(p.stepNumber()));
    assertThat(problems)
        .anyMatch(
            p ->
                Integer.valueOf(4).equals(p.stepNumber())
                    && "steps.1.result.content".equals(p.suggestion()));
  }
}
