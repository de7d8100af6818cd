package dev.sluice.mcp.client;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a server is started. */
record ServerCommand(
    String name, List<String> line, Map<String, String> environment, @Nullable Path folder) {
  /**
   * What a server inherits of this process's environment. The rest may hold secrets, and a server
   * is somebody else's program; what it needs beside these, its configuration says.
   */
  private static final Set<String> INHERITED =
      Set.of(
          "HOME",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "LOGNAME",
          "PATH",
          "SHELL",
          "TERM",
          "TMPDIR",
          "TZ",
          "USER",
          "APPDATA",
          "HOMEDRIVE",
          "HOMEPATH",
          "LOCALAPPDATA",
          "PATHEXT",
          "PROCESSOR_ARCHITECTURE",
          "PROGRAMFILES",
          "SYSTEMDRIVE",
          "SYSTEMROOT",
          "TEMP",
          "TMP",
          "USERNAME",
          "USERPROFILE");

  ServerCommand {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  Process start() throws IOException {
    requireEncodable();
    ProcessBuilder builder = new ProcessBuilder(line);
    builder
        .environment()
        .keySet()
        .removeIf(name -> !INHERITED.contains(name.toUpperCase(java.util.Locale.ROOT)));
    builder.environment().putAll(environment);
    if (folder != null) {
      builder.directory(folder.toFile());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException("its command \"" + line.get(0) + "\" can't be started", e);
    }
  }

  /** Java would pass on question marks, silently. */
  private void requireEncodable() throws IOException {
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    boolean encodable =
        line.stream().allMatch(charset.newEncoder()::canEncode)
            && environment.values().stream().allMatch(charset.newEncoder()::canEncode);
    if (!encodable) {
      throw new IOException(
          "its arguments or environment have characters that can't be passed on in this locale; start"
              + " Java in a locale with UTF-8, such as LC_ALL=C.UTF-8");
    }
  }

  /** Without arguments and environment, which may hold secrets. */
  @Override
  public String toString() {
    return name;
  }
}
