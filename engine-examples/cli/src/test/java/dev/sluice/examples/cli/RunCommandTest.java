package dev.sluice.examples.cli;

import static dev.sluice.examples.cli.Cli.INVOICE;
import static dev.sluice.examples.cli.Cli.WEATHER;
import static dev.sluice.examples.cli.Cli.WORKFLOWS;
import static dev.sluice.examples.cli.Cli.sluice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.cli.tools.Endpoint;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String CITY = "city=San Francisco";
  private static final String CHANNEL = "channel=#weather-alerts";

  @TempDir Path temp;

  private String file(String name, String content) throws IOException {
    return Cli.file(temp, name, content);
  }

  @Test
  void theRecordOfTheWeatherPipelineIsTheDocumentedOne() {
    Cli.Result result =
        sluice("run", WEATHER, "--input", CITY, "--input", CHANNEL, "--as", "user_456", "--json");
    assertThat(result.code()).isZero();
    assertThat(Cli.withoutIdsAndTimes(result.out()))
        .isEqualTo(
            """
            {
              "id": "ID",
              "workflow_id": "wf_abc123",
              "user_id": "user_456",
              "status": "success",
              "inputs": {
                "city": "San Francisco",
                "channel": "#weather-alerts"
              },
              "step_results": [
                {
                  "step_number": 1,
                  "tool_id": "tool_weather_001",
                  "tool_name": "Weather - Get Forecast",
                  "status": "success",
                  "result": {
                    "forecast": "Partly cloudy, 18C, 10% chance of rain"
                  },
                  "error": null,
                  "execution_time_ms": MS
                },
                {
                  "step_number": 2,
                  "tool_id": "tool_slack_001",
                  "tool_name": "Slack - Send Message",
                  "status": "success",
                  "result": {
                    "message_ts": "TS"
                  },
                  "error": null,
                  "execution_time_ms": MS
                }
              ],
              "error": null,
              "execution_time_ms": MS,
              "started_at": "TIME",
              "completed_at": "TIME",
              "created_at": "TIME"
            }
            """);
    assertThat(result.err())
        .isEqualTo(
            "Slack message to #weather-alerts: Forecast: Partly cloudy, 18C, 10% chance of rain\n");
  }

  @Test
  void withoutJsonThereAreProgressAndReadableResults() {
    Cli.Result result = sluice("run", WEATHER, "--input=" + CITY, "--input=" + CHANNEL);
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .matches(
            """
            Step 1 \\(Weather - Get Forecast\\):
              \\{"forecast":"Partly cloudy, 18C, 10% chance of rain"}
            Step 2 \\(Slack - Send Message\\):
              \\{"message_ts":"\\d+\\.\\d{6}"}

            Execution [0-9a-f-]{36}
            success in \\d+ ms
            """);
    assertThat(
            result
                .err()
                .lines()
                .map(line -> line.replaceAll("[0-9a-f-]{36}", "ID").replaceAll("\\d+ ms", "N ms")))
        .containsExactly(
            "execution ID started",
            "step 1 (Weather - Get Forecast) started",
            "step 1 (Weather - Get Forecast): success in N ms",
            "step 2 (Slack - Send Message) started",
            "Slack message to #weather-alerts: Forecast: Partly cloudy, 18C, 10% chance of rain",
            "step 2 (Slack - Send Message): success in N ms",
            "execution ID: success in N ms");
  }

  @Test
  void aWebhookGetsTheMessage() throws Exception {
    try (var slack = Endpoint.answering(200, "text/plain", "ok")) {
      Cli.Result result =
          sluice(
              "run",
              WEATHER,
              "--input",
              CITY,
              "--input",
              CHANNEL,
              "--json",
              "--slack-webhook",
              slack.url("/hook"));
      assertThat(result.code()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(slack.requests().get(0).body())
          .isEqualTo(
              "{\"text\":\"Forecast: Partly cloudy, 18C, 10% chance of rain\","
                  + "\"channel\":\"#weather-alerts\"}");
    }
  }

  @Test
  void aRunThatFailsIsARecordAndTheExitCode1() {
    Cli.Result result =
        sluice("run", WEATHER, "--input", "city=Atlantis", "--input", CHANNEL, "--json");
    assertThat(result.code()).isEqualTo(1);
    Execution execution = Execution.fromJson(result.out());
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.stepResults()).hasSize(1);
    assertThat(execution.error())
        .startsWith("Step 1 (Weather - Get Forecast) failed: There is no forecast for Atlantis;");
    Cli.Result readable = sluice("run", WEATHER, "--input", "city=Atlantis", "--input", CHANNEL);
    assertThat(readable.code()).isEqualTo(1);
    assertThat(readable.out())
        .startsWith("Step 1 (Weather - Get Forecast): failed\n")
        .contains("\nfailed in ")
        .contains(
            " ms: Step 1 (Weather - Get Forecast) failed: There is no forecast for Atlantis;");
  }

  @Test
  void theInvoiceIsWrittenFromRealFilesAndARealEndpoint() throws Exception {
    Files.copy(WORKFLOWS.resolve("invoice/order.json"), temp.resolve("order.json"));
    String rates = Files.readString(WORKFLOWS.resolve("invoice/rates.json"));
    try (var service = Endpoint.answering(200, "application/json", rates)) {
      Cli.Result result =
          sluice(
              "run",
              INVOICE,
              "--dir=" + temp,
              "--input=order=order.json",
              "--input=rates_url=" + service.url("/rates"),
              "--input=currency=EUR",
              "--input=note=Thank you & see you soon",
              "--json");
      assertThat(result.code()).as(result.out()).isZero();
      assertThat(service.requests().get(0).target()).isEqualTo("/rates?base=USD");
    }
    assertThat(Files.readString(temp.resolve("out/R-2026-0117.txt")))
        .isEqualTo(
            """
            Invoice R-2026-0117
            - 2 x Slide rule at 24.90
            - 10 x Graph paper at 1.10
            Total: 60.80 USD, payable in EUR at 0.9250
            Note: Thank you & see you soon
            """);
    assertThat(Files.readString(temp.resolve("out/R-2026-0117.json")))
        .isEqualTo(
            """
            {
              "order": {
                "id": "R-2026-0117",
                "currency": "USD",
                "lines": [
                  {
                    "article": "Slide rule",
                    "quantity": 2,
                    "price": 24.90
                  },
                  {
                    "article": "Graph paper",
                    "quantity": 10,
                    "price": 1.10
                  }
                ],
                "total": 60.80
              },
              "currency": "EUR",
              "rate": 0.9250,
              "invoice": "out/R-2026-0117.txt"
            }
            """);
  }

  @Test
  void aServiceThatFailsStopsTheInvoiceBeforeAnythingIsWritten() throws Exception {
    Files.copy(WORKFLOWS.resolve("invoice/order.json"), temp.resolve("order.json"));
    try (var service = Endpoint.answering(503, "text/plain", "closed")) {
      Cli.Result result =
          sluice(
              "run",
              INVOICE,
              "--dir=" + temp,
              "--input=order=order.json",
              "--input=currency=EUR",
              "--input=rates_url=" + service.url("/r"),
              "--json");
      assertThat(result.code()).isEqualTo(1);
      assertThat(Execution.fromJson(result.out()).errorCode()).isEqualTo("http_503");
    }
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void inputsKeepTheirTypesAndTheirDigits() throws Exception {
    String echo =
        file(
            "echo.json",
            """
            {"name": "Echo", "steps": [{"step_number": 1, "tool_id": "json.get",
              "input_mapping": {"value": "{{inputs}}", "pointer": ""}}]}
            """);
    String inputs = file("inputs.json", "{\"a\": 1.10, \"far\": 1e400, \"b\": \"file\"}");
    Cli.Result result =
        sluice(
            "run",
            echo,
            "--json",
            "--inputs",
            inputs,
            "--input",
            "b=x=y:=z",
            "--input",
            "big:=12345678901234567890",
            "--input",
            "list:=[1, {\"k\": null}]",
            "--input",
            "empty=",
            "--input",
            "at=@file");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Execution.fromJson(result.out()).result(1).toString())
        .isEqualTo(
            "{\"a\":1.10,\"far\":1E+400,\"b\":\"x=y:=z\",\"big\":12345678901234567890,"
                + "\"list\":[1,{\"k\":null}],\"empty\":\"\",\"at\":\"@file\"}");
  }

  @Test
  void aValueThatBeginsWithAnAtSignIsNoFileOfArguments() throws Exception {
    String user = "@" + file("user", "somebody else");
    Cli.Result result =
        sluice("run", WEATHER, "--json", "--input", CITY, "--input", CHANNEL, "--as", user);
    assertThat(Execution.fromJson(result.out()).userId()).isEqualTo(user);
  }

  @Test
  void aRefusedDefinitionShowsAllItsProblemsAndRunsNothing() throws Exception {
    String faulty =
        file(
            "faulty.json",
            """
            {"name": "Faulty", "nam": 1, "steps": [
             {"step_number": 1, "tool_id": "file.write", "input_mapping": {"path": "a", "content": "b"}},
             {"step_number": 2, "tool_id": "file.wrte", "input_mapping": {"path": "{{imputs.a}}"}}]}
            """);
    Cli.Result result = sluice("run", faulty, "--dir", temp.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith(faulty + ": 3 errors\n1) ")
        .contains("UNKNOWN_FIELD at /nam:")
        .contains("UNKNOWN_REFERENCE at /steps/1/input_mapping/path, line 1, column 1 (step 2):")
        .contains("UNKNOWN_TOOL at /steps/1/tool_id (step 2):")
        .contains("Did you mean \"file.write\"?")
        .contains("\n3) ");
    assertThat(temp.resolve("a")).doesNotExist();
  }

  @Test
  void missingInputsAreAllNamedBeforeAnythingRuns() {
    Cli.Result result = sluice("run", WEATHER, "--json");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("The inputs are refused: 2 errors\n1) ")
        .contains("inputs.city")
        .contains("inputs.channel");
  }

  @Test
  void warningsArePrintedAndTheRunGoesOn() throws Exception {
    String blank =
        file(
            "blank.json",
            """
            {"name": "Blank", "steps": [{"step_number": 1, "tool_id": "json.get",
              "input_mapping": {"value": " {{inputs.a}}", "pointer": ""}}]}
            """);
    Cli.Result result = sluice("run", blank, "--input", "a=1");
    assertThat(result.code()).isZero();
    assertThat(result.err()).startsWith(blank + ": 1 warning\n1) warning ");
    assertThat(sluice("run", blank, "--input", "a=1", "--json").err()).isEmpty();
  }

  @Test
  void aLongResultIsCutForPeopleOnly() throws Exception {
    String echo =
        file(
            "echo.json",
            """
            {"name": "Echo", "steps": [{"step_number": 1, "tool_id": "json.get",
              "input_mapping": {"value": "{{inputs.v}}", "pointer": ""}}]}
            """);
    String list = "v:=[" + "1,".repeat(99) + "1]";
    assertThat(sluice("run", echo, "--input", list).out())
        .contains("\n  … and 62 more lines; --json prints them all\n");
    assertThat(Execution.fromJson(sluice("run", echo, "--json", "--input", list).out()).result(1))
        .hasSize(100);
    assertThat(sluice("run", echo, "--input", "v=" + "x".repeat(5000)).out())
        .contains("… (3002 more characters)\n");
  }

  @Test
  void textFromOutsideCantSteerTheTerminal() throws Exception {
    String hostile =
        file(
            "hostile.json",
            """
            {"name": "Hostile", "output": {"o": "{{steps.1.result}}"}, "steps": [
             {"step_number": 1, "tool_id": "json.get", "tool_name": "a\\u202Eb",
              "input_mapping": {"value": "{{inputs.v}}", "pointer": ""}},
             {"step_number": 2, "tool_id": "tool_slack_001",
              "input_mapping": {"channel": "c", "text": "{{inputs.v}}"}}]}
            """);
    String value = "v=\u009B2J\u001B[2J\u0007\u202E";
    Cli.Result readable = sluice("run", hostile, "--input", value);
    assertThat(readable.code()).as(readable.err()).isZero();
    assertThat(readable.err() + readable.out())
        .doesNotContain("\u001B", "\u009B", "\u0007", "\u202E")
        .contains("a\\u202Eb");
    Cli.Result record =
        sluice(new Interruption(), true, "run", hostile, "--input", value, "--json");
    assertThat(record.out()).doesNotContain("\u001B", "\u009B", "\u202E");
    Cli.Result piped = sluice("run", hostile, "--input", value, "--json");
    assertThat(piped.out())
        .as("a program gets the record as the engine writes it")
        .contains("\u009B");
    assertThat(Execution.fromJson(record.out()).result(1))
        .isEqualTo(Execution.fromJson(piped.out()).result(1));
  }

  @Test
  void anInterruptCancelsTheRunAndStillGivesItsRecord() throws Exception {
    String slow =
        file(
            "slow.json",
            """
            {"name": "Slow", "steps": [
             {"step_number": 1, "tool_id": "http.request", "input_mapping": {"url": "{{inputs.url}}"}},
             {"step_number": 2, "tool_id": "tool_weather_001", "input_mapping": {"city": "Berlin"}}]}
            """);
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (var server =
        new Endpoint(
            exchange -> {
              arrived.countDown();
              awaitQuietly(over);
            })) {
      Interruption interruption = new Interruption();
      assertThat(interruption.interrupt()).as("nothing is under way").isFalse();
      CompletableFuture<Cli.Result> running =
          CompletableFuture.supplyAsync(
              () ->
                  sluice(interruption, "run", slow, "--json", "--input", "url=" + server.url("/")));
      arrived.await();
      assertThat(interruption.interrupt()).isTrue();
      Cli.Result result = running.get();
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("Interrupted: the run is being cancelled.");
      Execution execution = Execution.fromJson(result.out());
      assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
      assertThat(execution.stepResults()).hasSize(1);
      over.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
