package dev.sluice.examples.cli;

/** What the user gave can't be used. The message says what to do; the exit code is 2. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
