package dev.sluice.examples.cli;

import dev.sluice.examples.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a command in this process, as a user would, and keeps what it printed. */
final class Cli {
  /** What a command left. */
  record Result(int code, String out, String err) {}

  static final Path WORKFLOWS = Path.of("workflows");
  static final String WEATHER = WORKFLOWS.resolve("weather-alert.json").toString();
  static final String INVOICE = WORKFLOWS.resolve("invoice.json").toString();

  private Cli() {}

  static Result sluice(String... arguments) {
    return sluice(new Interruption(), arguments);
  }

  static Result sluice(Interruption interruption, String... arguments) {
    return sluice(interruption, false, arguments);
  }

  /** With {@code person} the result goes to a terminal. */
  static Result sluice(Interruption interruption, boolean person, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            person,
            false,
            false,
            80);
    int code = Sluice.execute(terminal, interruption, arguments);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static String file(Path folder, String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  /** What differs from run to run: ids, durations, times. */
  static String withoutIdsAndTimes(String record) {
    return record
        .replaceAll("\"id\": \"[^\"]*\"", "\"id\": \"ID\"")
        .replaceAll("\"message_ts\": \"\\d+\\.\\d{6}\"", "\"message_ts\": \"TS\"")
        .replaceAll("\"execution_time_ms\": \\d+", "\"execution_time_ms\": MS")
        .replaceAll(
            "_at\": \"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z\"",
            "_at\": \"TIME\"");
  }
}
