package dev.sluice.examples.cli.progress;

import dev.sluice.examples.cli.terminal.Terminal;
import dev.sluice.execution.ExecutionListener;
import java.util.function.LongSupplier;

/**
 * Shows how a run gets on. Everything goes to the terminal's error stream and is made safe for it.
 * Thread-safe: tools print their messages through it while a run advances.
 */
public interface Progress extends ExecutionListener, AutoCloseable {
  /**
   * Prints a message for people, without disturbing what is drawn.
   *
   * @param message any text
   */
  void say(String message);

  /** Stops drawing; what was printed stays. */
  @Override
  void close();

  /**
   * The way that suits a terminal.
   *
   * @param terminal where to
   * @param ticker a monotonic clock in nanoseconds
   * @return lines that are drawn again where a person watches, else plain lines
   */
  static Progress of(Terminal terminal, LongSupplier ticker) {
    if (!terminal.errIsTerminal()) {
      return new PlainProgress(terminal);
    }
    LiveProgress live = new LiveProgress(terminal, ticker);
    live.animate();
    return live;
  }

  /**
   * Shows messages only.
   *
   * @param terminal where to
   * @return a progress that says nothing of its own
   */
  static Progress quiet(Terminal terminal) {
    return new QuietProgress(terminal);
  }
}
