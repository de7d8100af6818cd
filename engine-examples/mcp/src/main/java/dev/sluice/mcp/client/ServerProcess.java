package dev.sluice.mcp.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's process and all that it started. Launchers such as npx start the server as a child of
 * a child; ending the launcher alone would leave it behind. Thread-safe.
 */
final class ServerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final int LAST_LINES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration LAST_MOMENT = Duration.ofSeconds(2);

  private final String name;
  private final Process process;
  private final Set<ProcessHandle> family = new HashSet<>();
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Thread errors;

  ServerProcess(ServerCommand command) throws IOException {
    name = command.name();
    process = command.start();
    errors = new Thread(this::readErrors, "sluice-mcp-" + name + "-errors");
    errors.setDaemon(true);
    errors.start();
  }

  Process process() {
    return process;
  }

  /** What a server says for people goes to the log, of which standard output is no part. */
  private void readErrors() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        LOG.debug("{}: {}", name, line);
        synchronized (lastLines) {
          lastLines.addLast(line.length() > 500 ? line.substring(0, 500) : line);
          if (lastLines.size() > LAST_LINES) {
            lastLines.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: its standard error can't be read", name, e);
    }
  }

  /**
   * How it ended, as the end of a sentence. The exit code is known a moment after the streams have
   * ended.
   *
   * @param otherwise what is said of one that goes on
   */
  String endingOr(String otherwise) {
    try {
      boolean unused = process.waitFor(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return process.isAlive() ? otherwise : "it ended with the exit code " + process.exitValue();
  }

  /** The last lines of standard error, for whoever has to repair the configuration. */
  String lastWords() throws InterruptedException {
    // A child may have standard error too, and keep it open.
    errors.join(process.isAlive() ? 200 : LAST_MOMENT.toMillis());
    synchronized (lastLines) {
      return lastLines.isEmpty() ? "" : "; it last wrote: " + String.join(" | ", lastLines);
    }
  }

  /** Remembers whom it has started by now. A child whose parent is gone can't be found later. */
  void meetFamily() {
    synchronized (family) {
      family.add(process.toHandle());
      process.descendants().forEach(family::add);
      family.removeIf(member -> !member.isAlive());
    }
  }

  /**
   * Ends the process and all its descendants: standard input has been closed, which a good server
   * heeds; one that doesn't is asked, then made to.
   */
  void end() {
    meetFamily();
    List<ProcessHandle> members = members();
    if (ended(members, PATIENCE)) {
      return;
    }
    members.forEach(ProcessHandle::destroy);
    if (!ended(members, PATIENCE)) {
      meetFamily();
      members().forEach(ProcessHandle::destroyForcibly);
      if (!ended(members(), PATIENCE)) {
        LOG.warn("{}: a process can't be ended: {}", name, members());
      }
    }
  }

  private List<ProcessHandle> members() {
    synchronized (family) {
      return List.copyOf(family);
    }
  }

  private static boolean ended(List<ProcessHandle> members, Duration patience) {
    CompletableFuture<?>[] exits =
        members.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    boolean interrupted = Thread.interrupted();
    try {
      CompletableFuture.allOf(exits).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
