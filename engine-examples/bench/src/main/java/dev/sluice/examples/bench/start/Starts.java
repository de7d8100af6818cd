package dev.sluice.examples.bench.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From the start of a process to its end, each program in a process of its own, in turn. */
final class Starts {
  private static final int ROUNDS = 11;

  private Starts() {}

  static String table() throws IOException, InterruptedException {
    Map<String, List<String>> commands = commands();
    Map<String, List<Long>> millis = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        long took = run(command.getValue());
        if (round > 0) { // the first makes archives, and warms the disk's cache
          millis.computeIfAbsent(command.getKey(), name -> new ArrayList<>()).add(took);
        }
      }
    }
    StringBuilder out = new StringBuilder("| program | s, median | s, least |\n|---|--:|--:|\n");
    millis.forEach(
        (name, all) -> {
          List<Long> sorted = all.stream().sorted().toList();
          out.append(
              SizeAndStart.format(
                  "| %s | %.2f | %.2f |\n",
                  name, sorted.get(ROUNDS / 2) / 1e3, sorted.get(0) / 1e3));
        });
    return out.toString();
  }

  private static Map<String, List<String>> commands() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String own = own().toString();
    String path =
        Stream.concat(Stream.of(own), Jars.all().stream().map(Path::toString))
            .collect(Collectors.joining(File.pathSeparator));
    String archive = Files.createTempDirectory("bench").resolve("first.jsa").toString();
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("bare Java VM", List.of(java, "-cp", path, Bare.class.getName()));
    commands.put("first execution done", List.of(java, "-cp", path, FirstRun.class.getName()));
    List<String> dump =
        List.of(java, "-XX:ArchiveClassesAtExit=" + archive, "-cp", path, FirstRun.class.getName());
    if (!Files.isDirectory(Path.of(own)) && run(dump) >= 0 && Files.exists(Path.of(archive))) {
      commands.put(
          "first execution done, with an archive of classes",
          List.of(
              java,
              "-XX:SharedArchiveFile=" + archive,
              "-XX:TieredStopAtLevel=1",
              "-cp",
              path,
              FirstRun.class.getName()));
    }
    Path cli = Path.of("..", "cli");
    if (Files.exists(cli.resolve("target/sluice.jar"))) {
      commands.put(
          "sluice run weather-alert.json",
          List.of(
              cli.resolve("bin/sluice").toString(),
              "run",
              cli.resolve("workflows/weather-alert.json").toString(),
              "--input",
              "city=Berlin",
              "--input",
              "channel=none",
              "--json"));
    }
    return commands;
  }

  /** These programs: their jar where it is built, since an archive of classes needs one. */
  private static Path own() throws IOException {
    Path classes =
        Path.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)[0])
            .toAbsolutePath();
    try (Stream<Path> files = Files.list(classes.getParent())) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("sluice-bench-[^-]+(-SNAPSHOT)?.jar"))
          .findFirst()
          .orElse(classes);
    }
  }

  private static long run(List<String> command) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with status " + status);
    }
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
