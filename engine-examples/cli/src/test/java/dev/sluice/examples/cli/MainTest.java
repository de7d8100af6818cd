package dev.sluice.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.cli.tools.Endpoint;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
class MainTest {
  @TempDir Path temp;

  @Test
  void outputPipedToAProgramIsPlain() throws Exception {
    Cli.Result result =
        Started.sluice(temp, "run", Cli.WEATHER, "--input=city=Tokyo", "--input=channel=c")
            .result();
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("Step 1 (Weather - Get Forecast):\n  {\"forecast\":");
    assertThat(result.err())
        .contains("step 1 (Weather - Get Forecast) started\n")
        .doesNotContain("\u001B");
  }

  @Test
  void theExitCodeTellsHowItEnded() throws Exception {
    assertThat(Started.sluice(temp, "check", Cli.WEATHER).result().code()).isZero();
    assertThat(
            Started.sluice(temp, "run", Cli.WEATHER, "--input=city=X", "--input=channel=c")
                .result()
                .code())
        .isEqualTo(1);
    assertThat(Started.sluice(temp, "run", Cli.WEATHER).result().code()).isEqualTo(2);
  }

  @Test
  void aSignalCancelsTheRunAndItsRecordIsStillPrinted() throws Exception {
    String slow =
        Cli.file(
            temp,
            "slow.json",
            """
            {"name": "Slow", "steps": [{"step_number": 1, "tool_id": "http.request",
              "input_mapping": {"url": "{{inputs.url}}"}}]}
            """);
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (var server =
        new Endpoint(
            exchange -> {
              arrived.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      Started run = Started.sluice(temp, "run", slow, "--json", "--input=url=" + server.url("/"));
      arrived.await();
      run.terminate();
      Cli.Result result = run.result();
      assertThat(result.code()).as(result.err()).isEqualTo(128 + 15);
      assertThat(result.err()).isEqualTo("Interrupted: the run is being cancelled.\n");
      assertThat(Execution.fromJson(result.out()).status()).isEqualTo(ExecutionStatus.CANCELLED);
      over.countDown();
    }
  }
}
