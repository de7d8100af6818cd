package dev.sluice.examples.cli;

import dev.sluice.examples.cli.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The process: its streams, its signals, its exit code. */
public final class Main {
  private static final long MOST_SECONDS_TO_END = 5;

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments as the user gave them
   */
  public static void main(String[] arguments) {
    CountDownLatch ended = new CountDownLatch(1);
    interruptOnSignal(Thread.currentThread(), ended);
    Terminal terminal = Terminal.ofProcess(stream(FileDescriptor.out), stream(FileDescriptor.err));
    int code;
    try {
      code = Sluice.execute(terminal, arguments);
    } catch (Error e) {
      terminal.printMessage("sluice could not do its job: " + e);
      code = ExitCode.BROKEN;
    } finally {
      ended.countDown();
    }
    System.exit(code);
  }

  /**
   * On Ctrl-C the running step is interrupted, so that the run ends with a record, which is still
   * printed; then the process ends as interrupted programs do, with the code 130.
   */
  private static void interruptOnSignal(Thread running, CountDownLatch ended) {
    Thread hook =
        new Thread(
            () -> {
              if (ended.getCount() > 0) {
                running.interrupt();
                await(ended);
              }
            },
            "sluice-signal");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void await(CountDownLatch ended) {
    try {
      if (!ended.await(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
        System.err.println("The running step doesn't end; its outcome is unknown.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** UTF-8, whatever the platform's charset is. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }
}
