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
  private static final long MOST_SECONDS_TO_END = 10;

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments as the user gave them
   */
  public static void main(String[] arguments) {
    CountDownLatch ended = new CountDownLatch(1);
    Terminal terminal = Terminal.ofProcess(stream(FileDescriptor.out), stream(FileDescriptor.err));
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(cancellation(interruption, ended, terminal));
    int code;
    try {
      code = Sluice.execute(terminal, interruption, arguments);
    } catch (Error e) {
      terminal.printMessage("sluice could not do its job: " + e);
      code = ExitCode.BROKEN;
    } finally {
      ended.countDown();
    }
    System.exit(code);
  }

  /**
   * On Ctrl-C the run is cancelled, so that what was done is undone and there is a record, which is
   * still printed; then the process ends as interrupted programs do, with the code 130.
   */
  private static Thread cancellation(
      Interruption interruption, CountDownLatch ended, Terminal terminal) {
    return new Thread(
        () -> {
          try {
            if (ended.getCount() > 0
                && interruption.interrupt()
                && !ended.await(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
              terminal.printMessage("The running step doesn't end; its outcome is unknown.");
              interruption.abandon();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        "sluice-cancel");
  }

  /** UTF-8, whatever the platform's charset is. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }
}
