package dev.sluice.examples.cli;

import static dev.sluice.examples.cli.Cli.sluice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.WorkflowEngine;
import dev.sluice.examples.cli.tools.Endpoint;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.jdbc.JdbcStore;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Executions in a database outlive the process that began them. */
class DatabaseTest {
  @TempDir Path temp;
  private String db;

  @BeforeEach
  void inAFile() {
    db = "--db=" + temp.resolve("runs.db");
  }

  private String file(String name, String content) throws IOException {
    return Cli.file(temp, name, content);
  }

  private String onlyId() {
    Cli.Result list = sluice("list", db);
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(list.out().lines()).hasSize(1);
    return list.out().substring(0, 36);
  }

  private Execution shown(String id) {
    Cli.Result result = sluice("show", id, db);
    assertThat(result.code()).as(result.err()).isZero();
    return Execution.fromJson(result.out());
  }

  @Test
  void aRunIsKeptAndShownAsItWasPrinted() {
    Cli.Result run =
        sluice("run", Cli.WEATHER, "--input=city=Tokyo", "--input=channel=c", "--json", db);
    assertThat(run.code()).as(run.err()).isZero();
    Cli.Result show = sluice("show", onlyId(), db);
    assertThat(show.out()).isEqualTo(run.out());
    assertThat(sluice("list", db, "--status=failed").out()).isEmpty();
    assertThat(sluice("list", db, "--status=success").out()).contains("wf_abc123");
    assertThat(sluice("list", db, "--as=somebody.else").out()).isEmpty();
    assertThat(sluice("resume", db).err()).contains("There is nothing to resume.");
  }

  /** The witness is outside: it counts the calls that really arrived. */
  @Test
  void aKilledRunGoesOnWithoutCallingFinishedStepsAgain() throws Exception {
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    CountDownLatch hold = new CountDownLatch(1);
    try (Endpoint server =
        new Endpoint(
            exchange -> {
              String path = exchange.getRequestURI().getPath();
              calls.add(path);
              if (path.equals("/3")) {
                await(hold);
              }
              exchange.sendResponseHeaders(200, 2);
              exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
              exchange.close();
            })) {
      Started run = Started.sluice(temp, "run", fiveSteps(server, ""), db);
      for (String expected : List.of("/1", "/2", "/3")) {
        assertThat(calls.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
      }
      run.kill();
      hold.countDown();
      assertThat(shown(onlyId()).status()).isEqualTo(ExecutionStatus.RUNNING);
      Cli.Result resumed = sluice("resume", db);
      assertThat(resumed.code()).as(resumed.err()).isZero();
      assertThat(calls).containsExactly("/3", "/4", "/5");
      Execution record = shown(onlyId());
      assertThat(record.status()).isEqualTo(ExecutionStatus.SUCCESS);
      assertThat(record.stepResults()).hasSize(5);
    }
  }

  @Test
  void aCallThatMustNotBeRepeatedIsNotRepeated() throws Exception {
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    CountDownLatch hold = new CountDownLatch(1);
    try (Endpoint server =
        new Endpoint(
            exchange -> {
              calls.add(exchange.getRequestURI().getPath());
              await(hold);
            })) {
      Started run =
          Started.sluice(temp, "run", fiveSteps(server, ", \"on_uncertain\": \"fail\""), db);
      assertThat(calls.poll(60, TimeUnit.SECONDS)).isEqualTo("/1");
      run.kill();
      Cli.Result resumed = sluice("resume", db);
      hold.countDown();
      assertThat(resumed.code()).as(resumed.err()).isEqualTo(1);
      Execution record = shown(onlyId());
      assertThat(record.status()).isEqualTo(ExecutionStatus.FAILED);
      assertThat(record.errorCode()).isEqualTo("outcome_unknown");
      assertThat(calls).as("further calls").isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String fiveSteps(Endpoint server, String more) throws IOException {
    StringBuilder steps = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      steps
          .append(i == 1 ? "" : ",")
          .append("{\"step_number\": ")
          .append(i)
          .append(", \"tool_id\": \"http.request\", \"input_mapping\": {\"url\": \"")
          .append(server.url("/" + i))
          .append("\"}")
          .append(more)
          .append('}');
    }
    return file("five.json", "{\"name\": \"Five\", \"steps\": [" + steps + "]}");
  }

  private static final String APPROVAL =
      """
      {"name": "Ask", "steps": [
        {"step_number": 1, "tool_id": "approval", "input_mapping":
          {"message": "Pay?", "arguments": {"amount": 1.10}}},
        {"step_number": 2, "tool_id": "json.get", "input_mapping":
          {"value": "{{steps.1.result.arguments}}", "pointer": "/amount"}}]}
      """;

  /** The process that asked is killed; the person answers another one. */
  private String asked() throws Exception {
    Started run = Started.sluice(temp, "run", file("ask.json", APPROVAL), db);
    run.awaitErr("Answer with: sluice approve ");
    run.kill();
    return onlyId();
  }

  @Test
  void anApprovalIsGivenFromAnotherProcess() throws Exception {
    String id = asked();
    Cli.Result approved = sluice("approve", id, db, "--by=anna", "--arguments={\"amount\": 2.50}");
    assertThat(approved.code()).as(approved.err()).isZero();
    Cli.Result resumed = sluice("resume", db);
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(shown(id).toJson()).contains("\"by\":\"anna\"").contains("2.50");
    assertThat(sluice("approve", id, db).err()).contains("No step of the execution " + id);
  }

  @Test
  void whatWaitsForAPersonIsSaidOnResume() throws Exception {
    String id = asked();
    Cli.Result nothing = sluice("resume", db);
    assertThat(nothing.err()).contains(id + " waits in step 1 (approval).");
  }

  @Test
  void whatCannotGoOnHereIsNamedWithWhatIsMissing() throws Exception {
    String id;
    Path runs = temp.resolve("runs.db");
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + runs);
    try (JdbcStore store = JdbcStore.create(source);
        WorkflowEngine other =
            WorkflowEngine.builder().store(store).tools(call -> ToolResult.of(1)).build()) {
      Workflow foreign = Workflow.builder("Foreign").step(Step.of("crm.update")).build();
      id = other.submit(foreign, Map.of()).id();
    }
    Cli.Result resumed = sluice("resume", db);
    assertThat(resumed.code()).isEqualTo(1);
    assertThat(resumed.err())
        .contains("The execution " + id + " can't go on here: 1 error", "crm.update")
        .doesNotContain("another process");
    assertThat(shown(id).status()).isEqualTo(ExecutionStatus.PENDING);
  }

  @Test
  void withoutADatabaseItIsSaidThatNobodyCanAnswer() throws Exception {
    Started run = Started.sluice(temp, "run", file("ask.json", APPROVAL));
    run.awaitErr("Approval is wanted: Pay?");
    run.awaitErr("Nobody can answer");
    run.kill();
  }

  @Test
  void aRejectionAndACancellationAreCarriedOutByTheNextProcess() throws Exception {
    String id = asked();
    Cli.Result rejected = sluice("approve", id, db, "--by=anna", "--reject", "--reason=too much");
    assertThat(rejected.code()).as(rejected.err()).isZero();
    assertThat(sluice("resume", db).code()).isEqualTo(1);
    assertThat(shown(id).error()).contains("Rejected by anna").contains("too much");

    db = "--db=" + temp.resolve("others.db");
    id = asked();
    assertThat(sluice("cancel", id, db).code()).isZero();
    assertThat(sluice("resume", db).code()).isEqualTo(1);
    assertThat(shown(id).status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(sluice("cancel", id, db).err()).contains("has ended already");
  }

  @Test
  void whatIsAskedForWronglyIsRefused() {
    assertThat(sluice("list", db).err()).contains("There is no database");
    assertThat(sluice("list").err()).contains("--db must say");
    assertThat(sluice("list", "--db=jdbc:oracle:x").err()).contains("jdbc:postgresql:");
    assertThat(sluice("run", Cli.WEATHER, "--db=" + temp.resolve("no/such.db")).err())
        .contains("a folder that is there");
    sluice("run", Cli.WEATHER, "--input=city=Tokyo", "--input=channel=c", db);
    Cli.Result absent = sluice("show", "nothing", db);
    assertThat(absent.code()).isEqualTo(2);
    assertThat(absent.err()).contains("There is no such execution");
    assertThat(sluice("list", db, "--status=done").err()).contains("pending, running, success");
    assertThat(sluice("resolve", "x", db).code()).isEqualTo(2);
  }
}
