package dev.sluice.examples.bench.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The engine and all that it needs at run time. */
final class Jars {
  private static final List<String> NAMES =
      List.of(
          "engine-core-",
          "jackson-databind-2", // peers bring another one
          "jackson-core-2",
          "jackson-annotations-2",
          "compiler-0", // mustache.java
          "slf4j-api-");

  private Jars() {}

  /** Engine-core's jars on this program's class path. */
  static List<Path> all() {
    List<Path> found = new ArrayList<>();
    for (String name : NAMES) {
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .map(Path::of)
          .filter(path -> path.getFileName().toString().startsWith(name))
          .findFirst()
          .ifPresent(found::add);
    }
    return found;
  }

  static String table() throws IOException {
    StringBuilder out = new StringBuilder("| jar | kB |\n|---|--:|\n");
    long sum = 0;
    for (Path jar : all()) {
      long bytes = Files.isDirectory(jar) ? 0 : Files.size(jar);
      sum += bytes;
      out.append(SizeAndStart.format("| %s | %,d |\n", jar.getFileName(), bytes / 1_000));
    }
    return out.append(SizeAndStart.format("| all | %,d |\n", sum / 1_000)).toString();
  }
}
