package dev.sluice.examples.cli.progress;

import dev.sluice.examples.cli.terminal.Terminal;

/** Shows messages only. */
final class QuietProgress implements Progress {
  private final Terminal terminal;

  QuietProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void say(String message) {
    terminal.printMessage(message);
  }

  @Override
  public void close() {}
}
