package dev.sluice.examples.cli;

import static dev.sluice.examples.cli.Cli.WEATHER;
import static dev.sluice.examples.cli.Cli.sluice;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad usage: each has a sentence on standard error, nothing on standard output, and the code 2. */
class UsageTest {
  @TempDir Path temp;

  private static void refused(String sentence, String... arguments) {
    Cli.Result result = sluice(arguments);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(sentence);
  }

  @Test
  void helpAndVersionAreAnswers() {
    assertThat(sluice("--help").code()).isZero();
    assertThat(sluice("--help").out())
        .containsPattern("run +Runs a workflow and prints its result.")
        .containsPattern("check +Checks a workflow without running it.")
        .containsPattern("resume +Goes on with the executions in a database that nobody runs.");
    assertThat(sluice("run", "--help").out()).contains("--slack-webhook").contains("Exit code:");
    assertThat(sluice("check", "--help").code()).isZero();
    assertThat(sluice("--version").out()).startsWith("sluice ");
  }

  @Test
  void noCommandShowsTheUsage() {
    Cli.Result result = sluice();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Usage: sluice");
  }

  @Test
  void unknownCommandsAndOptionsAreNamed() {
    refused("Did you mean check?", "chekc", WEATHER);
    refused("Unknown option: '--jsn'", "run", WEATHER, "--jsn");
    refused("Try: sluice run --help", "run");
    refused("should be specified only once", "run", WEATHER, "--as", "a", "--as", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "city          | --input must be NAME=TEXT or NAME:=JSON, but is \"city\".",
        "=x            | --input must be NAME=TEXT or NAME:=JSON, but is \"=x\".",
        ":=1           | --input must be NAME=TEXT or NAME:=JSON, but is \":=1\".",
        "n:=abc        | The input \"n\" is not JSON: Unrecognized token 'abc'",
        "n:=           | The input \"n\" is not JSON: there is nothing",
        "n:=1e99999999999 | The input \"n\" is not JSON: a number's exponent is out of range",
      })
  void anInputThatIsNoneIsRefused(String input, String sentence) {
    refused(sentence, "run", WEATHER, "--input", input);
  }

  @Test
  void anInputCantBeGivenTwice() {
    refused("The input \"a\" is given twice.", "run", WEATHER, "--input=a=1", "--input=a:=2");
  }

  @Test
  void anInputsFileMustHoldAnObject() throws IOException {
    String list = Cli.file(temp, "list.json", "[1]");
    refused("must hold a JSON object", "run", WEATHER, "--inputs", list);
    String twice = Cli.file(temp, "twice.json", "{\"a\": 1,\n \"a\": 2}");
    refused(
        "twice.json is not JSON: Duplicate field 'a' (line 2", "run", WEATHER, "--inputs", twice);
    refused("There is no file", "run", WEATHER, "--inputs", temp.resolve("none").toString());
  }

  @Test
  void aFileThatCantBeReadIsNamed() throws IOException {
    for (String command : new String[] {"run", "check"}) {
      refused("There is no file none.json.", command, "none.json");
      refused(temp + " is a folder", command, temp.toString());
      Path binary = Files.write(temp.resolve("binary"), new byte[] {(byte) 0xff});
      refused("binary is not text in UTF-8.", command, binary.toString());
      Path large = Files.write(temp.resolve("large"), new byte[8 * 1024 * 1024 + 1]);
      refused("large has more than 8388608 bytes", command, large.toString());
      refused("1 error\n1) error SYNTAX", "run", Cli.file(temp, "broken.json", "{"));
    }
  }

  @Test
  void aByteOrderMarkIsNoFault() throws IOException {
    String marked = Cli.file(temp, "marked.json", "\uFEFF" + Files.readString(Path.of(WEATHER)));
    assertThat(sluice("check", marked).code()).isZero();
  }

  @Test
  void aFolderAnAddressAndACallerMustBeSome() {
    refused("--dir must be a folder that is there", "run", WEATHER, "--dir", WEATHER);
    refused(
        "--slack-webhook must be an address", "run", WEATHER, "--slack-webhook", "ftp://x/secret");
    refused("--slack-webhook must be an address", "run", WEATHER, "--slack-webhook", "a b secret");
    assertThat(sluice("run", WEATHER, "--slack-webhook", "ftp://x/secret").err())
        .as("whoever knows a webhook may post to it")
        .doesNotContain("secret");
    refused(
        "--as names no caller",
        "run",
        WEATHER,
        "--as",
        "",
        "--input=city=Berlin",
        "--input=channel=c");
  }

  @Test
  void whatTheUserTypedCantSteerTheTerminal() {
    refused("\\u001B[2J", "run", "\u001B[2J");
    refused("\\u001B[2J", "\u001B[2J");
    refused("\\u001B[2J", "run", WEATHER, "--input", "\u001B[2J");
  }
}
