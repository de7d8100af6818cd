package dev.sluice.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, in a copy of its surroundings whose path has blanks. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
  @TempDir Path temp;
  private Path home;
  private Path script;

  @BeforeEach
  void aCopy() throws IOException {
    home = Files.createDirectories(temp.toRealPath().resolve("a b/engine-examples/cli"));
    Files.createDirectory(home.resolve("bin"));
    Files.createDirectory(home.resolve("target"));
    Files.createDirectory(home.resolve("workflows"));
    script = Files.copy(Path.of("bin/sluice"), home.resolve("bin/sluice"));
    Files.copy(Path.of(Cli.WEATHER), home.resolve("workflows/weather-alert.json"));
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private Cli.Result start(Path called, Path folder, Map<String, String> more, String... arguments)
      throws Exception {
    Map<String, String> environment = new java.util.HashMap<>(more);
    environment.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    List<String> command = new ArrayList<>(List.of(called.toString()));
    command.addAll(List.of(arguments));
    return Started.in(folder, temp, environment, command).result();
  }

  @Test
  void beforeTheBuildItSaysHowToBuild() throws Exception {
    Cli.Result result = start(script, temp, Map.of(), "--version");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "sluice is not built yet. Build it with:\n"
                + "  mvn -q -Pquick -Dmaven.test.skip -pl engine-examples/cli -am -f \""
                + temp.toRealPath()
                + "/a b/pom.xml\" package\n");
  }

  @Test
  void withoutJavaItSaysWhatItNeeds() throws Exception {
    Started.jarOfClassPath(home.resolve("target/sluice.jar"));
    Cli.Result result = start(script, temp, Map.of("JAVA_HOME", "/nowhere"), "--version");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("needs Java 17 or newer");
  }

  @Test
  void itWorksFromAnyFolderThroughLinksAndInAnyLocale() throws Exception {
    Started.jarOfClassPath(home.resolve("target/sluice.jar"));
    Path first = Files.createSymbolicLink(home.resolve("bin/first"), Path.of("sluice"));
    Path second = Files.createSymbolicLink(temp.resolve("second"), first);
    Cli.file(
        temp,
        "echo.json",
        """
        {"name": "Echo", "steps": [{"step_number": 1, "tool_id": "json.get",
          "input_mapping": {"value": "{{inputs.v}}", "pointer": ""}}]}
        """);
    // The bytes of "Zürich ☔" come from the shell: this JVM may be unable to pass them on.
    String bytes = "$(printf 'Z\\303\\274rich \\342\\230\\224')";
    String call =
        "exec \"$0\" run echo.json --json --input \"v=" + bytes + " \\\"q\\\" \\$HOME *\"";
    Map<String, String> environment =
        Map.of("LC_ALL", "C", "LANG", "", "JAVA_HOME", System.getProperty("java.home"));
    Cli.Result result =
        Started.in(temp, temp, environment, List.of("sh", "-c", call, second.toString())).result();
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("\"result\": \"Zürich ☔ \\\"q\\\" $HOME *\"");
  }

  @Test
  void theArchiveOfClassesIsMadeOnceAndLeavesNothingElse() throws Exception {
    Started.jarOfClassPath(home.resolve("target/sluice.jar"));
    assertThat(start(script, temp, Map.of(), "--version").out()).startsWith("sluice ");
    Path archive = home.resolve("target/sluice.jsa");
    assertThat(archive).exists();
    var made = Files.getLastModifiedTime(archive);
    assertThat(start(script, temp, Map.of(), "--version").out()).startsWith("sluice ");
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
    try (Stream<Path> files = Files.list(home.resolve("target"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("sluice.jar", "sluice.jsa");
    }
  }

  @Test
  void aBrokenArchiveDoesNoHarm() throws Exception {
    Started.jarOfClassPath(home.resolve("target/sluice.jar"));
    for (String content : List.of("", "not an archive")) {
      Files.writeString(home.resolve("target/sluice.jsa"), content);
      Cli.Result result = start(script, temp, Map.of(), "--version");
      assertThat(result.code()).isZero();
      assertThat(result.out()).startsWith("sluice ");
      assertThat(result.err()).isEmpty();
    }
  }

  @Test
  void theExitCodeIsThatOfTheProgram() throws Exception {
    Started.jarOfClassPath(home.resolve("target/sluice.jar"));
    assertThat(start(script, temp, Map.of(), "run", "none.json").code()).isEqualTo(2);
  }
}
