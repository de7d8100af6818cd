package dev.sluice.examples.cli.progress;

import dev.sluice.examples.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person would see: understands line feeds, carriage returns, "cursor up" and "erase below",
 * skips colours, and rejects every other control character. Lines wrap, so that a line too wide
 * shows as two.
 */
final class Screen {
  private static final Pattern SEQUENCE =
      Pattern.compile("\u001B\\[(?:(\\d+)A|(J)|(?:\\d+m))|(\n)|(\r)|([^\\p{Cntrl}])");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int columns;
  private final List<StringBuilder> lines = new ArrayList<>();
  private int row;
  private int column;

  Screen(int columns) {
    this.columns = columns;
  }

  Terminal terminal() {
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Terminal(err, err, true, true, true, columns);
  }

  int bytesSent() {
    return bytes.size();
  }

  /** The terminal shows what a person types. */
  void echo(String typed) {
    bytes.writeBytes(typed.getBytes(StandardCharsets.UTF_8));
  }

  List<String> lines() {
    String sent = bytes.toString(StandardCharsets.UTF_8);
    lines.clear();
    lines.add(new StringBuilder());
    row = 0;
    column = 0;
    Matcher matcher = SEQUENCE.matcher(sent);
    for (int at = 0; at < sent.length(); at = matcher.end()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new AssertionError("unexpected control character at " + at + " of " + sent);
      }
      apply(matcher);
    }
    return lines.stream()
        .map(line -> line.toString().stripTrailing())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private void apply(Matcher matcher) {
    if (matcher.group(1) != null) {
      row -= Integer.parseInt(matcher.group(1));
    } else if (matcher.group(2) != null) {
      lines.subList(row + 1, lines.size()).clear();
      lines.get(row).setLength(Math.min(column, lines.get(row).length()));
    } else if (matcher.group(3) != null) {
      nextLine();
    } else if (matcher.group(4) != null) {
      column = 0;
    } else if (matcher.group(5) != null) {
      if (Width.of(lines.get(row).substring(0, Math.min(column, lines.get(row).length())))
          >= columns) {
        nextLine();
      }
      put(matcher.group(5));
    }
  }

  private void nextLine() {
    row++;
    column = 0;
    if (row == lines.size()) {
      lines.add(new StringBuilder());
    }
  }

  private void put(String character) {
    StringBuilder line = lines.get(row);
    while (line.length() < column) {
      line.append(' ');
    }
    line.replace(column, Math.min(line.length(), column + character.length()), character);
    column += character.length();
  }
}
