package dev.sluice.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server, seen byte by byte. */
@Timeout(60)
class McpWorkflowServerTest {
  private final StepProgress progress = new StepProgress();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private WorkflowEngine engine;
  private McpWorkflowServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    Tools tools =
        Tools.builder()
            .tool("echo", call -> ToolResult.of(call.arguments().get("value")))
            .tool(
                "fail",
                call -> {
                  throw new ToolException("broken", "It is broken.", false);
                })
            .tool(
                "wait",
                call -> {
                  entered.countDown();
                  try {
                    gate.await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return ToolResult.of(1);
                })
            .build();
    engine =
        WorkflowEngine.builder()
            .tools(tools)
            .listener(progress)
            .closePatience(Duration.ZERO)
            .build();
    register(
        "echo",
        "{\"step_number\":1,\"tool_id\":\"echo\",\"input_mapping\":{\"value\":\"{{inputs.value}}\"}},"
            + "{\"step_number\":2,\"tool_id\":\"echo\",\"tool_name\":\"Zürich\",\"input_mapping\":{\"value\":2}}",
        "\"input_schema\":{\"properties\":{\"value\":{},\"n\":{\"type\":\"integer\"}},\"required\":[\"value\"],\"additionalProperties\":false},"
            + "\"description\":\"Says it again.\",");
    register("fail", "{\"step_number\":1,\"tool_id\":\"fail\"}", "");
    register("wait", "{\"step_number\":1,\"tool_id\":\"wait\"}", "");
    connect(Duration.ofSeconds(50));
  }

  private void connect(Duration wait) throws IOException {
    PipedOutputStream toServer = new PipedOutputStream();
    PipedInputStream fromServer = new PipedInputStream(1 << 20);
    server =
        McpWorkflowServer.builder(engine)
            .progress(progress)
            .waitAtMost(wait)
            .start(new PipedInputStream(toServer, 1 << 20), new PipedOutputStream(fromServer));
    client = new RawClient(fromServer, toServer);
  }

  private void register(String id, String steps, String more) {
    Workflow unused =
        engine.register(
            Workflow.fromJson(
                "{\"id\":\""
                    + id
                    + "\",\"name\":\"The "
                    + id
                    + "\","
                    + more
                    + "\"steps\":["
                    + steps
                    + "]}"));
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    engine.close();
  }

  private static String text(JsonNode result) {
    return result.path("content").path(0).path("text").asText();
  }

  private JsonNode execute(String arguments) throws IOException {
    return client.call("execute_workflow", arguments);
  }

  private void isError(JsonNode result, String sentence) {
    assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
    assertThat(text(result)).contains(sentence);
    assertThat(result.has("structuredContent")).isFalse();
  }

  // ---- records ----

  @Test
  void theStructuredContentIsTheRecordByteByByte() throws IOException {
    JsonNode result =
        execute(
            "{\"workflow_id\":\"echo\",\"inputs\":{\"value\":[1.10,1e400,12345678901234567890,\"Zürich – 北京\",\"\\ud800\",null]}}");
    String line = client.line;
    Execution execution =
        engine.findExecution(result.at("/structuredContent/id").asText()).orElseThrow();
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(line)
        .contains("\"structuredContent\":" + execution.toJson())
        .contains("[1.10,1E+400,12345678901234567890,\"Zürich – 北京\",\"\\uD800\",null]");
    assertThat(text(result)).isEqualTo(execution.toJson());
    assertThat(result.path("isError").asBoolean()).isFalse();
    client.call("get_workflow_execution", "{\"execution_id\":\"" + execution.id() + "\"}");
    assertThat(client.line).contains("\"structuredContent\":" + execution.toJson());
  }

  @Test
  void aFailedRunIsANormalAnswer() throws IOException {
    JsonNode result = execute("{\"workflow_id\":\"fail\"}");
    assertThat(result.path("isError").asBoolean()).isFalse();
    assertThat(result.at("/structuredContent/status").asText()).isEqualTo("failed");
    assertThat(result.at("/structuredContent/error").asText()).contains("It is broken.");
    assertThat(client.line).as("absent inputs are {}").contains("\"inputs\":{}");
  }

  @Test
  void refusedInputsAreErrorsWithAllProblems() throws IOException {
    JsonNode result = execute("{\"workflow_id\":\"echo\",\"inputs\":{\"n\":\"x\",\"o\":1}}");
    isError(result, "The inputs are refused.\n1) error");
    assertThat(result.at("/_meta").path("dev.sluice/problems")).hasSize(3);
    assertThat(engine.list(ExecutionQuery.all())).isEmpty();
  }

  @Test
  void idsThatArentThereOrAreSomebodyElsesAreTheSameError() throws IOException {
    Execution foreign =
        engine
            .as("other")
            .execute(
                Workflow.fromJson(
                    "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"echo\",\"input_mapping\":{\"value\":1}}]}"));
    String sentence = "There is no execution with this id for this caller: ";
    isError(
        client.call("get_workflow_execution", "{\"execution_id\":\"none\"}"), sentence + "none");
    isError(
        client.call("get_workflow_execution", "{\"execution_id\":\"" + foreign.id() + "\"}"),
        sentence + foreign.id());
    isError(execute("{\"workflow_id\":\"none\"}"), "There is no workflow with this id");
  }

  @Test
  void wrongArgumentsAreNamed() throws IOException {
    isError(execute("{}"), "The argument \"workflow_id\" is missing; it must be a string.");
    isError(execute("{\"workflow_id\":1}"), "The argument \"workflow_id\" must be a string.");
    isError(execute("{\"workflow_id\":\"echo\",\"inputs\":[]}"), "\"inputs\" must be an object.");
    isError(
        execute("{\"workflow_id\":\"echo\",\"input\":{}}"),
        "There is no argument \"input\"; the arguments are idempotency_key, inputs, workflow_id.");
    isError(
        execute("{\"workflow_id\":\"fail\",\"idempotency_key\":\"\"}"),
        "the idempotency key must not be empty");
    isError(client.call("list_workflows", "{\"all\":true}"), "There is no argument \"all\"");
  }

  // ---- time ----

  @Test
  void aRunThatTakesLongerIsAnsweredAsRunningAndPolled() throws Exception {
    connect(Duration.ofMillis(200));
    String arguments = "{\"workflow_id\":\"wait\",\"idempotency_key\":\"once\"}";
    JsonNode first = execute(arguments);
    assertThat(first.at("/structuredContent/status").asText()).isEqualTo("running");
    String id = first.at("/structuredContent/id").asText();
    JsonNode second = execute(arguments);
    assertThat(second.at("/structuredContent/id").asText()).isEqualTo(id);
    JsonNode viaMeta =
        client
            .ask(
                "tools/call",
                "{\"name\":\"wait\",\"arguments\":{},\"_meta\":{\"dev.sluice/idempotencyKey\":\"once\"}}")
            .path("result");
    assertThat(viaMeta.at("/structuredContent/id").asText()).isEqualTo(id);
    gate.countDown();
    Execution ended = engine.await(id, Duration.ofSeconds(40));
    JsonNode polled = client.call("get_workflow_execution", "{\"execution_id\":\"" + id + "\"}");
    assertThat(polled.at("/structuredContent/status").asText()).isEqualTo("success");
    assertThat(client.line).contains(ended.toJson());
    assertThat(engine.list(ExecutionQuery.all())).hasSize(1);
  }

  @Test
  void aCancelledRequestCancelsItsRunAndGetsNoAnswer() throws Exception {
    int id =
        client.request(
            "tools/call",
            "{\"name\":\"execute_workflow\",\"arguments\":{\"workflow_id\":\"wait\"},\"_meta\":{\"progressToken\":7}}");
    assertThat(entered.await(40, TimeUnit.SECONDS)).isTrue();
    assertThat(client.ask("ping", "{}").has("result")).as("it isn't blocked").isTrue();
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
            + id
            + "}}");
    assertThat(interrupted.await(40, TimeUnit.SECONDS)).isTrue();
    String run = engine.list(ExecutionQuery.all()).get(0).id();
    Execution ended = engine.await(run, Duration.ofSeconds(40));
    assertThat(ended.status()).isEqualTo(ExecutionStatus.CANCELLED);
    // RawClient refuses any answer but this one.
    assertThat(client.ask("ping", "{}").has("result")).isTrue();
    assertThat(client.notifications).as("nor is it told of the step that ended").isEmpty();
  }

  @Test
  void aCancellationOfNothingIsIgnored() throws IOException {
    for (String params : List.of("{\"requestId\":999}", "{}", "null", "[1]")) {
      client.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":" + params + "}");
    }
    assertThat(client.ask("ping", "{}").has("result")).isTrue();
  }

  @Test
  void eachStepIsToldOnceBeforeTheAnswerToWhoAsksForIt() throws IOException {
    client.ask(
        "tools/call",
        "{\"name\":\"echo\",\"arguments\":{\"value\":1},\"_meta\":{\"progressToken\":\"t-1\"}}");
    List<String> told = new ArrayList<>();
    for (JsonNode notification : client.notifications) {
      assertThat(notification.path("method").asText()).isEqualTo("notifications/progress");
      JsonNode params = notification.path("params");
      assertThat(params.path("progressToken").asText()).isEqualTo("t-1");
      told.add(
          params.path("progress").asInt()
              + "/"
              + params.path("total").asInt()
              + " "
              + params.path("message").asText());
    }
    assertThat(told).containsExactly("1/2 Step 1 (echo): success", "2/2 Step 2 (Zürich): success");
    client.call("echo", "{\"value\":1}");
    assertThat(client.notifications).isEmpty();
  }

  // ---- tools ----

  private JsonNode tool(String name) throws IOException {
    for (JsonNode tool : client.ask("tools/list", "{}").at("/result/tools")) {
      if (tool.path("name").asText().equals(name)) {
        return tool;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  @Test
  void eachWorkflowIsAToolWithItsSchema() throws IOException {
    JsonNode tool = tool("echo");
    assertThat(tool.path("title").asText()).isEqualTo("The echo");
    assertThat(tool.path("description").asText()).startsWith("Says it again.");
    assertThat(tool.path("inputSchema"))
        .isEqualTo(
            RawClient.JSON.readTree(
                "{\"type\":\"object\",\"properties\":{\"value\":{},\"n\":{\"type\":\"integer\"}},\"required\":[\"value\"],\"additionalProperties\":false}"));
    JsonNode result = client.call("echo", "{\"value\":1.10}");
    assertThat(client.line).contains("\"result\":1.10");
    assertThat(result.at("/structuredContent/workflow_id").asText()).isEqualTo("echo");
    JsonNode list = client.call("list_workflows", "{}").at("/structuredContent/workflows");
    assertThat(list).hasSize(3);
    assertThat(list.path(0).path("workflow_id").asText()).isEqualTo("echo");
    assertThat(list.path(0).path("input_schema").path("required")).hasSize(1);
  }

  @Test
  void workflowsThatComeAndGoAreTold() throws IOException {
    register("münchen/1", "{\"step_number\":1,\"tool_id\":\"fail\"}", "");
    register("list_workflows", "{\"step_number\":1,\"tool_id\":\"fail\"}", "");
    assertThat(engine.remove("wait")).isTrue();
    server.refresh();
    assertThat(client.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
    while (!tool("m_nchen_1").isObject()) {
      Thread.onSpinWait();
    }
    assertThat(tool("list_workflows_2").path("title").asText()).isEqualTo("The list_workflows");
    assertThat(tool("wait").isMissingNode()).isTrue();
    assertThat(client.call("m_nchen_1", "{}").at("/structuredContent/workflow_id").asText())
        .isEqualTo("münchen/1");
  }

  @Test
  void checkingSaysEveryProblemWithCodePlaceAndSuggestion() throws IOException {
    String definition =
        "{\"name\":\"x\",\"steps\":[{\"step_number\":1,\"tool_id\":\"ech\",\"input_mapping\":{\"v\":\"{{input.a}}\"}}]}";
    JsonNode result = client.call("check_workflow", "{\"definition\":" + definition + "}");
    assertThat(result.path("isError").asBoolean()).isFalse();
    JsonNode content = result.path("structuredContent");
    assertThat(content.path("valid").booleanValue()).isFalse();
    assertThat(content.path("errors").intValue()).isEqualTo(2);
    assertThat(content.at("/problems/0").path("code").asText()).isEqualTo("UNKNOWN_TOOL");
    assertThat(content.at("/problems/0").path("suggestion").asText()).isEqualTo("echo");
    assertThat(content.at("/problems/1").path("pointer").asText())
        .isEqualTo("/steps/0/input_mapping/v");
    JsonNode asText =
        client.call(
            "check_workflow", "{\"definition\":" + RawClient.JSON.valueToTree(definition) + "}");
    assertThat(asText.path("structuredContent")).isEqualTo(content);
    JsonNode broken = client.call("check_workflow", "{\"definition\":\"{\"}");
    assertThat(broken.at("/structuredContent/problems/0/code").asText()).isEqualTo("SYNTAX");
    isError(client.call("check_workflow", "{\"definition\":1}"), "must be an object, or JSON");
  }

  // ---- messages ----

  @Test
  void whatCantBeReadIsAnsweredAndDoesNoHarm() throws IOException {
    client.send("{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"ping\",\"a\":1,\"a\":2}");
    assertThat(client.answer(77).path("error").path("code").asInt()).isEqualTo(-32700);
    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":78,\"method\":\"ping\",\"params\":{\"n\":1e99999999999}}");
    assertThat(client.answer(78).path("error").path("message").asText()).contains("can't be read");
    client.send("hello");
    JsonNode answer = client.next();
    assertThat(answer.path("id").isNull()).isTrue();
    assertThat(answer.path("error").path("code").asInt()).isEqualTo(-32700);
    client.send("");
    String filler = "x".repeat(13 * 1024 * 1024);
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"f\":\""
            + filler
            + "\"},\"id\":79}");
    assertThat(client.answer(79).path("error").path("message").asText())
        .isEqualTo("The message is too long.");
    assertThat(client.ask("ping", "{}").has("result")).isTrue();
  }

  @Test
  void theEndOfTheInputIsTheEndButWhatWasAskedIsAnswered() throws Exception {
    int id = client.request("tools/call", "{\"name\":\"echo\",\"arguments\":{\"value\":1}}");
    client.close();
    server.awaitEnd();
    assertThat(client.answer(id).at("/result/structuredContent/status").asText())
        .isEqualTo("success");
  }

  @Test
  void theEndOfTheInputEndsAServerWhoseRunDoesNot() throws Exception {
    connect(Duration.ofMillis(200));
    int unused = client.request("tools/call", "{\"name\":\"wait\",\"arguments\":{}}");
    assertThat(entered.await(40, TimeUnit.SECONDS)).isTrue();
    client.close();
    server.awaitEnd();
    server.close();
    engine.close();
    assertThat(interrupted.await(40, TimeUnit.SECONDS)).isTrue();
  }
}
