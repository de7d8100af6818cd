package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where the platform's charset is ASCII, as Java 17 has it in a POSIX locale. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no POSIX locales")
class PosixLocaleTest {
  @TempDir Path temp;

  private String output(String main, String input) throws Exception {
    Path in = Files.writeString(temp.resolve("in"), input);
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding="
                    + (Runtime.version().feature() < 18 ? "ANSI_X3.4-1968" : "COMPAT"),
                "-cp",
                System.getProperty("java.class.path"),
                main)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LC_ALL", "POSIX");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  @Test
  void theClientReadsAndWritesUtf8() throws Exception {
    assertThat(output("dev.sluice.mcp.client.LocaleProbe", ""))
        .as("the probe escapes what isn't ASCII")
        .isEqualTo(
            "US-ASCII\nreceived Z\\u00FCrich \\u2013 \\u5317\\u4EAC\nsent Z\\u00FCrich \\u2013 \\u5317\\u4EAC\n");
  }

  @Test
  void theServerReadsAndWritesUtf8() throws Exception {
    String requests =
        """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}
        {"jsonrpc":"2.0","method":"notifications/initialized"}
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"value":"Zürich – 北京"}}}
        """;
    assertThat(output("dev.sluice.mcp.server.ServerProbe", requests))
        .contains("\"inputs\":{\"value\":\"Zürich – 北京\"}")
        .contains("\"result\":\"Zürich – 北京\"");
  }
}
