package dev.sluice.examples.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The real peers, installed from npm into {@code target/npm}, once for each version of {@code
 * package.json}. Where that can't be done, the test is skipped and says why.
 */
final class Npm {
  private static final Path PINS = Path.of("src/test/npm/package.json");
  private static final Path HOME = Path.of("target/npm").toAbsolutePath();

  private Npm() {}

  /** The folder that has {@code node_modules}. */
  static synchronized Path home() throws IOException, InterruptedException {
    Path done = HOME.resolve("installed.json");
    if (!Files.exists(done) || Files.mismatch(PINS, done) >= 0) {
      Files.createDirectories(HOME);
      Files.copy(PINS, HOME.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
      install();
      Files.copy(PINS, done, StandardCopyOption.REPLACE_EXISTING);
    }
    return HOME;
  }

  /** The program of an installed package. */
  static String program(String name) throws IOException, InterruptedException {
    return home()
        .resolve("node_modules/@modelcontextprotocol/" + name + "/dist/index.js")
        .toString();
  }

  private static void install() throws IOException, InterruptedException {
    String npm = File.separatorChar == '\\' ? "npm.cmd" : "npm";
    Path log = HOME.resolve("install.log");
    Process process;
    try {
      process =
          new ProcessBuilder(
                  npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      Assumptions.abort("SKIPPED: there is no npm, so the real MCP peers can't be installed");
      return;
    }
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      Assumptions.abort("SKIPPED: npm install took more than 120 s; see " + log);
    } else if (process.exitValue() != 0) {
      Assumptions.abort("SKIPPED: npm install failed (offline?); see " + log);
    }
  }
}
