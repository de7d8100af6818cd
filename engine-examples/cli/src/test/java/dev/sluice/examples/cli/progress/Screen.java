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
 * What a person would see: understands line feeds, "cursor up" and "erase below", skips colours,
 * and rejects every other control character. Lines wrap, so that a line too wide shows as two.
 */
final class Screen {
  private static final Pattern SEQUENCE =
      Pattern.compile("\u001B\\[(?:(\\d+)A|(J)|(?:\\d+m))|(\n)|([^\\p{Cntrl}])", Pattern.DOTALL);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int columns;

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

  List<String> lines() {
    String sent = bytes.toString(StandardCharsets.UTF_8);
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int row = 0;
    Matcher matcher = SEQUENCE.matcher(sent);
    int at = 0;
    while (at < sent.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new AssertionError("unexpected control character at " + at + " of " + sent);
      }
      at = matcher.end();
      if (matcher.group(1) != null) {
        row -= Integer.parseInt(matcher.group(1));
      } else if (matcher.group(2) != null) {
        lines.subList(row + 1, lines.size()).clear();
        lines.get(row).setLength(0);
      } else if (matcher.group(3) != null || (matcher.group(4) != null && isFull(lines.get(row)))) {
        row++;
        if (row == lines.size()) {
          lines.add(new StringBuilder());
        }
      }
      if (matcher.group(4) != null) {
        lines.get(row).append(matcher.group(4));
      }
    }
    return lines.stream()
        .map(line -> line.toString().stripTrailing())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private boolean isFull(StringBuilder line) {
    return Width.of(line.toString()) >= columns;
  }
}
