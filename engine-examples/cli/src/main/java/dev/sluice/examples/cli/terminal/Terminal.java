package dev.sluice.examples.cli.terminal;

import java.io.PrintStream;

/**
 * The two output streams of a command, and what is known of where they lead.
 *
 * <p>Thread-safe if its streams are.
 *
 * @param out for results and records
 * @param err for progress, messages and problems
 * @param outIsTerminal whether a person sees {@code out} directly
 * @param errIsTerminal whether a person sees {@code err} directly and lines can be drawn again
 * @param color whether the terminal shows colours
 * @param columns the width of the terminal, at least 20
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean color,
    int columns) {
  private static final int USUAL_COLUMNS = 80;

  /**
   * Streams that lead to a file, a pipe or a test.
   *
   * @param out for results and records
   * @param err for progress, messages and problems
   * @return a terminal that draws nothing twice
   */
  public static Terminal piped(PrintStream out, PrintStream err) {
    return new Terminal(out, err, false, false, false, USUAL_COLUMNS);
  }

  /**
   * The process's own streams. Java can't tell where they lead; the launcher script can, and says
   * so in system properties.
   *
   * @param out standard output
   * @param err standard error
   * @return a terminal; plain lines where nothing is known
   */
  public static Terminal ofProcess(PrintStream out, PrintStream err) {
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean errIsTerminal = Boolean.getBoolean("sluice.stderr.terminal") && !dumb;
    String noColor = System.getenv("NO_COLOR");
    return new Terminal(
        out,
        err,
        Boolean.getBoolean("sluice.stdout.terminal"),
        errIsTerminal,
        errIsTerminal && (noColor == null || noColor.isEmpty()),
        columns(Integer.getInteger("sluice.columns", 0)));
  }

  /** A terminal that doesn't know its width says 0. */
  private static int columns(int told) {
    return told < 1 ? USUAL_COLUMNS : Math.max(20, told);
  }

  /**
   * Prints a record: exact where a program reads it, safe where a person sees it. Either way it is
   * the same record.
   *
   * @param json the record, without a line feed at its end
   */
  public void printRecord(String json) {
    out.print((outIsTerminal ? SafeText.lines(json) : json) + "\n");
    out.flush();
  }

  /**
   * Prints a result for people.
   *
   * @param text one or more lines, without a line feed at the end; made safe here
   */
  public void printReport(String text) {
    out.print(SafeText.lines(text) + "\n");
    out.flush();
  }

  /**
   * Prints a message for people.
   *
   * @param text one or more lines, without a line feed at the end; made safe here
   */
  public void printMessage(String text) {
    err.print(SafeText.lines(text) + "\n");
    err.flush();
  }
}
