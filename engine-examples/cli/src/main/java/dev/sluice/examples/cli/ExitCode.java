package dev.sluice.examples.cli;

/** What a command's exit code means. */
final class ExitCode {
  /** The run succeeded; the workflow is good. */
  static final int SUCCESS = 0;

  /** The run failed, or was cancelled. */
  static final int RUN_FAILED = 1;

  /** Bad usage, or a definition or inputs that are refused: nothing was run. */
  static final int REFUSED = 2;

  /** The program could not do its job. */
  static final int BROKEN = 3;

  private ExitCode() {}
}
