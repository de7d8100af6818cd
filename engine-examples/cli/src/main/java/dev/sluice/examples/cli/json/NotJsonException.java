package dev.sluice.examples.cli.json;

/** A text isn't JSON. The message says why, as the end of a sentence, without a full stop. */
public final class NotJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  NotJsonException(String message) {
    super(message);
  }
}
