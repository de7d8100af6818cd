package dev.sluice.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.host.Host;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests, the runs behind them, and who is waited for. */
@Timeout(60)
class McpRequestsTest {
  private final CountDownLatch begin = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final PipedInputStream fromServer = new PipedInputStream(1 << 20);
  private WorkflowEngine engine;
  private McpWorkflowServer server;
  private RawClient client;

  /** Runs begin when {@code begin} lets them. */
  private void connect(Duration wait) throws IOException {
    Tools tools =
        Tools.builder()
            .tool(
                "wait",
                call -> {
                  entered.countDown();
                  gate.await();
                  return ToolResult.of(1);
                })
            .build();
    engine =
        WorkflowEngine.builder()
            .tools(tools)
            .host(Host.builder().engineExecutor(task -> threads.execute(() -> held(task))).build())
            .closePatience(Duration.ZERO)
            .build();
    Workflow unused =
        engine.register(Workflow.builder("Wait").id("wait").step(Step.of("wait")).build());
    PipedOutputStream toServer = new PipedOutputStream();
    server =
        McpWorkflowServer.builder(engine)
            .waitAtMost(wait)
            .start(new PipedInputStream(toServer, 1 << 20), new PipedOutputStream(fromServer));
    client = new RawClient(fromServer, toServer);
  }

  private void held(Runnable task) {
    try {
      begin.await();
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connectAndBegin() throws IOException {
    begin.countDown();
    connect(Duration.ofMinutes(10));
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    engine.close();
    threads.shutdownNow();
  }

  private int request(String key) throws IOException {
    return client.request(
        "tools/call",
        "{\"name\":\"execute_workflow\",\"arguments\":{\"workflow_id\":\"wait\",\"idempotency_key\":\""
            + key
            + "\"}}");
  }

  private static String status(JsonNode answer) {
    return answer.at("/result/structuredContent/status").asText();
  }

  private void cancel(int id) throws IOException {
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
            + id
            + "}}");
    pinged();
  }

  /** {@link RawClient} refuses any answer but this one. */
  private void pinged() throws IOException {
    assertThat(client.ask("ping", "{}").has("result")).isTrue();
  }

  /** A thread that waits for the server's end, and is in the midst of the wait for answers. */
  private Thread waitsForTheLastAnswers() throws IOException {
    client.close();
    Thread thread =
        new Thread(
            () -> {
              try {
                server.awaitEnd();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.getState()).as("it came back").isNotEqualTo(Thread.State.TERMINATED);
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void whatWasAskedBeforeTheEndOfTheInputIsAnswered() throws Exception {
    connectAndBegin();
    int id = request("k");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    Thread waiting = waitsForTheLastAnswers();
    gate.countDown();
    assertThat(status(client.answer(id))).isEqualTo("success");
    waiting.join();
  }

  @Test
  void closingEndsTheWaitForTheLastAnswers() throws Exception {
    connectAndBegin();
    int unused = request("k");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    Thread waiting = waitsForTheLastAnswers();
    server.close();
    waiting.join();
  }

  @Test
  void aClientThatDoesNotReadAnyMoreIsNotWaitedFor() throws Exception {
    connectAndBegin();
    int unused = request("k");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    fromServer.close();
    int fails = client.request("ping", "{}");
    server.awaitEnd();
    assertThat(engine.list(ExecutionQuery.all().status(ExecutionStatus.RUNNING))).hasSize(1);
  }

  @Test
  void aRunThatHasNotBegunWhenTheWaitIsOverIsAnsweredWhenItHas() throws Exception {
    connect(Duration.ZERO);
    int id = request("k");
    while (engine.list(ExecutionQuery.all()).isEmpty()) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 20; i++) {
      pinged();
    }
    assertThat(engine.list(ExecutionQuery.all()).get(0).status())
        .isEqualTo(ExecutionStatus.PENDING);
    begin.countDown();
    assertThat(status(client.answer(id))).isEqualTo("running");
    gate.countDown();
  }

  @Test
  void aCancelledRequestLeavesTheRunToTheOtherThatHasItsKey() throws Exception {
    connectAndBegin();
    int first = request("k");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    cancel(request("k"));
    for (int i = 0; i < 20; i++) {
      pinged();
    }
    gate.countDown();
    assertThat(status(client.answer(first))).isEqualTo("success");
    assertThat(engine.list(ExecutionQuery.all())).hasSize(1);
  }

  @Test
  void theLastOfThoseWithOneKeyThatCancelsEndsTheRun() throws Exception {
    connectAndBegin();
    int first = request("k");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    cancel(first);
    String id = engine.list(ExecutionQuery.all()).get(0).id();
    assertThat(engine.await(id, Duration.ofSeconds(30)).status())
        .isEqualTo(ExecutionStatus.CANCELLED);
    client.close();
    server.awaitEnd();
  }

  @Test
  void messagesInAnArrayAreAnsweredOneByOne() throws Exception {
    connectAndBegin();
    client.send(
        "[{\"jsonrpc\":\"2.0\",\"id\":71,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"},"
            + "{\"jsonrpc\":\"2.0\",\"id\":72,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":73}]");
    assertThat(client.answer(71).has("result")).isTrue();
    assertThat(client.answer(72).has("result")).isTrue();
    assertThat(client.answer(73).at("/error/code").asInt()).isEqualTo(-32700);
    for (String none : new String[] {"[]", "[1]", "[info] started"}) {
      client.send(none);
      assertThat(client.next().at("/error/message").asText()).isEqualTo("The line is no message.");
    }
    pinged();
  }

  @Test
  void aCallWithoutItsParametersIsRefusedAsInvalid() throws Exception {
    connectAndBegin();
    client.send("{\"jsonrpc\":\"2.0\",\"id\":71,\"method\":\"tools/call\"}");
    JsonNode error = client.answer(71).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32602);
    assertThat(error.path("message").asText()).isEqualTo("The parameters must name a tool.");
    for (String params :
        new String[] {
          "null",
          "[]",
          "{}",
          "{\"name\":1}",
          "{\"name\":\"wait\",\"arguments\":[]}",
          "{\"name\":\"wait\",\"_meta\":1}"
        }) {
      assertThat(client.ask("tools/call", params).at("/error/code").asInt())
          .as(params)
          .isEqualTo(-32602);
    }
    client.close();
    server.awaitEnd();
  }
}
