package dev.sluice.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.RetryPolicy;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that can be told to misbehave. */
@Timeout(60)
class McpToolInvokerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static McpToolInvoker mcp;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws Exception {
    mcp = McpToolInvoker.builder(Puppet.config()).maxMessageBytes(100_000).connect();
  }

  @AfterAll
  static void stop() {
    mcp.close();
  }

  private static ToolCall call(String tool, ObjectNode arguments) {
    return ToolCall.builder("puppet/" + tool).arguments(arguments).executionId("exec").build();
  }

  private static Object value(McpToolInvoker invoker, String tool, ObjectNode arguments)
      throws Exception {
    return invoker.invoke(call(tool, arguments)).value();
  }

  private static Object answered(String result) throws Exception {
    return value(mcp, "answer", JSON.createObjectNode().put("result", result));
  }

  private static ToolException failure(String tool, ObjectNode arguments) {
    return catchThrowableOfType(ToolException.class, () -> mcp.invoke(call(tool, arguments)));
  }

  private static long pid() throws Exception {
    return Long.parseLong(value(mcp, "pid", JSON.createObjectNode()).toString().replace("\"", ""));
  }

  // ---- results ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"structuredContent\":{\"a\":1},\"content\":[{\"type\":\"text\",\"text\":\"b\"}]} | {\"a\":1}",
        "{\"structuredContent\":[1],\"content\":[]} | [1]",
        "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"a\\\":1}\"}]} | \"{\\\"a\\\":1}\"",
        "{\"content\":[{\"type\":\"text\",\"text\":\"42\"}],\"structuredContent\":null} | \"42\"",
        "{\"content\":[]} | null",
        "{} | null",
        "{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]} | [{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]",
        "{\"content\":[{\"type\":\"hologram\",\"data\":\"AA==\"}]} | [{\"type\":\"hologram\",\"data\":\"AA==\"}]",
      })
  void aResultBecomesJsonByTheDocumentedRule(String result, String expected) throws Exception {
    assertThat(String.valueOf(answered(result))).isEqualTo(expected);
  }

  @Test
  void numbersAndTextComeBackDigitByDigit() throws Exception {
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(mcp).build()) {
      String numbers = "[1.10,1e400,12345678901234567890,0.1000,-0,1.0E+2]";
      Workflow workflow =
          Workflow.builder("exact")
              .step(Step.of("puppet/answer").input("result", "{{inputs.result}}"))
              .build();
      Execution execution =
          engine.execute(
              workflow,
              Map.of(
                  "result",
                  "{\"structuredContent\":{\"n\":" + numbers + ",\"t\":\"Zürich – 北京 \\uD800\"}}"));
      assertThat(execution.toJson())
          .contains(
              "\"result\":{\"n\":[1.10,1E+400,12345678901234567890,0.1000,0,1.0E+2],\"t\":\"Zürich – 北京 \\uD800\"}");
    }
  }

  @Test
  void argumentsArriveDigitByDigitWithTheIdempotencyKey() throws Exception {
    ObjectNode arguments = JSON.createObjectNode();
    arguments
        .put("amount", new java.math.BigDecimal("1.10"))
        .put("huge", new java.math.BigDecimal("1E+400"));
    arguments.put("city", "Zürich – 北京").put("half", "\uD800");
    String sent = String.valueOf(value(mcp, "params", arguments));
    String line = JSON.readTree(sent).textValue();
    assertThat(line)
        .contains("\"amount\":1.10,\"huge\":1E+400,\"city\":\"Zürich – 北京\",\"half\":\"\\uD800\"")
        .contains("\"_meta\":{\"dev.sluice/idempotencyKey\":\"exec:1\"}");
  }

  // ---- failures ----

  @Test
  void isErrorIsAFailureWithTheToolsText() {
    ToolException failure =
        failure(
            "answer",
            JSON.createObjectNode()
                .put(
                    "result",
                    "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no disk\"},{\"type\":\"text\",\"text\":\"left\"}]}"));
    assertThat(failure).hasMessage("no disk\nleft");
    assertThat(failure.code()).isEqualTo("tool_error");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void aServerThatDiesIsNoticedAtOnceAndStartedAgain() throws Exception {
    long before = pid();
    long start = System.nanoTime();
    ToolException failure = failure("die", JSON.createObjectNode());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo("mcp_server_lost");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure)
        .hasMessage(
            "The MCP server \"puppet\" went away during the call: it ended with the exit code 7.");
    assertThat(pid()).isNotEqualTo(before);
  }

  @Test
  void aServerThatWasKilledBetweenCallsIsStartedAgain() throws Exception {
    long before = pid();
    ProcessHandle server = ProcessHandle.of(before).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(50, TimeUnit.SECONDS);
    Execution execution;
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(mcp).build()) {
      execution =
          engine.execute(
              Workflow.builder("again")
                  .step(Step.of("puppet/pid").retry(RetryPolicy.attempts(3)))
                  .build());
    }
    assertThat(execution.status()).as(execution.toJson()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(execution.result(1).asText()).isNotEqualTo(String.valueOf(before));
  }

  @Test
  void aMessageThatIsNoneEndsTheServerAtOnce() throws Exception {
    long before = pid();
    for (String line : List.of("{\"jsonrpc\": oops", "{\"hello\": 1}", "{")) {
      ToolException failure = failure("broken", JSON.createObjectNode().put("line", line));
      assertThat(failure.code()).isEqualTo("mcp_server_lost");
      assertThat(failure.retryable()).isTrue();
      assertThat(failure.getMessage()).contains("it broke the protocol");
    }
    assertThat(pid()).isNotEqualTo(before);
    assertThat(ProcessHandle.of(before)).isEmpty();
  }

  @Test
  void aLineThatIsNotMeantToBeAMessageDoesNoHarm() throws Exception {
    long before = pid();
    assertThat(String.valueOf(value(mcp, "noise", JSON.createObjectNode()))).isEqualTo("\"heard\"");
    assertThat(pid()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"-32603, true", "-32602, false", "-32601, false", "-32000, true"})
  void anErrorOfTheProtocolSaysItsCodeAndMayBeRetriedUnlessTheRequestIsAtFault(
      int code, boolean retryable) {
    ToolException failure = failure("refuse", JSON.createObjectNode().put("code", code));
    assertThat(failure.code()).isEqualTo("mcp_error");
    assertThat(failure.retryable()).isEqualTo(retryable);
    assertThat(failure)
        .hasMessage(
            "The MCP server \"puppet\" refused the call of \"refuse\" (" + code + "): as told");
  }

  @Test
  void anAnswerOverTheBoundFailsItsCallAndNoOther() throws Exception {
    long before = pid();
    for (int length : new int[] {100_000, 5_000_000}) {
      ToolException failure = failure("large", JSON.createObjectNode().put("length", length));
      assertThat(failure.code()).isEqualTo("result_too_large");
      assertThat(failure.retryable()).isFalse();
      assertThat(failure).hasMessage("The answer is longer than 100000 bytes.");
    }
    assertThat(String.valueOf(value(mcp, "large", JSON.createObjectNode().put("length", 99_000))))
        .hasSize(99_002);
    assertThat(pid()).isEqualTo(before);
  }

  @Test
  void aCallThatTakesTooLongFailsAndIsCancelledAtTheServer() throws Exception {
    Path file = temp.resolve("cancelled");
    try (McpToolInvoker impatient =
        McpToolInvoker.builder(Puppet.config()).callTimeout(Duration.ofMillis(300)).connect()) {
      ToolException failure =
          catchThrowableOfType(
              ToolException.class,
              () ->
                  impatient.invoke(
                      call("hang", JSON.createObjectNode().put("file", file.toString()))));
      assertThat(failure.code()).isEqualTo("timeout");
      assertThat(failure.retryable()).isTrue();
      awaitFile(file);
      assertThat(Files.readString(file)).contains("notifications/cancelled").contains("requestId");
    }
  }

  @Test
  void anInterruptedCallIsCancelledAtTheServer() throws Exception {
    Path file = temp.resolve("cancelled");
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                ToolResult unused =
                    mcp.invoke(call("hang", JSON.createObjectNode().put("file", file.toString())));
              } catch (Throwable e) {
                outcome.complete(e);
              }
            });
    thread.start();
    awaitFile(Path.of(file + ".begun"));
    thread.interrupt();
    assertThat(outcome.get(50, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    awaitFile(file);
    assertThat(Files.readString(file)).contains("notifications/cancelled").contains("requestId");
  }

  private static void awaitFile(Path file) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    while ((!Files.exists(file) || Files.size(file) == 0) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(file).isNotEmptyFile();
  }

  // ---- the catalog ----

  @Test
  void allPagesOfToolsAreInTheCatalog() {
    assertThat(mcp.catalog().ids()).contains("puppet/answer", "puppet/hang", "puppet/pid");
  }

  @Test
  void toolsThatComeLaterAreFound() throws Exception {
    long version = mcp.catalog().version();
    Object unused = value(mcp, "grow", JSON.createObjectNode().put("tool", "grown"));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    while (mcp.catalog().find("puppet/grown") == null && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(mcp.catalog().find("puppet/grown")).isNotNull();
    assertThat(mcp.catalog().version()).isGreaterThan(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"puppet", "other/tool", "tool"})
  void aToolOfNoServerIsUnknown(String id) {
    ToolException failure =
        catchThrowableOfType(ToolException.class, () -> mcp.invoke(ToolCall.builder(id).build()));
    assertThat(failure.code()).isEqualTo("unknown_tool");
  }

  // ---- processes ----

  @Test
  void closingEndsTheServerAndItsChildrenEvenIfTheyDontWantTo() throws Exception {
    McpToolInvoker stubborn = McpToolInvoker.connect(Puppet.config("stubborn"));
    long server;
    long child;
    try (stubborn) {
      server = number(value(stubborn, "pid", JSON.createObjectNode()));
      child = number(value(stubborn, "child", JSON.createObjectNode()));
      assertThat(ProcessHandle.of(child)).isPresent();
    }
    assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    stubborn.close();
    assertThatThrownBy(() -> stubborn.invoke(call("pid", JSON.createObjectNode())))
        .hasMessageContaining("was closed");
  }

  private static long number(Object text) {
    return Long.parseLong(text.toString().replace("\"", ""));
  }

  @Test
  void aServerThatCantBeStartedIsNamedWithItsLastWordsAndNoProcessIsLeft() {
    assertThatThrownBy(() -> McpToolInvoker.connect(Puppet.config("fails")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The MCP server \"puppet\" can't be used: it ended with the exit code 3; it last wrote:"
                + " the puppet has no strings.");
    assertThatThrownBy(
            () ->
                McpToolInvoker.connect(
                    McpConfig.parse("{\"mcpServers\": {\"x\": {\"command\": \"/no/such\"}}}")))
        .hasMessage(
            "The MCP server \"x\" can't be used: its command \"/no/such\" can't be started.");
    assertThatThrownBy(() -> McpToolInvoker.connect(Puppet.config("future")))
        .hasMessageContaining("it speaks version \"2999-01-01\" of the protocol");
    assertThatThrownBy(
            () ->
                McpToolInvoker.builder(Puppet.config("silent"))
                    .startTimeout(Duration.ofMillis(700))
                    .connect())
        .hasMessageContaining("it didn't answer \"initialize\" within 700 ms");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive).count())
        .as("the server that all tests share")
        .isLessThanOrEqualTo(1);
  }
}
