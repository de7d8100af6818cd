package dev.sluice.examples.cli.progress;

import dev.sluice.examples.cli.terminal.SafeText;
import dev.sluice.examples.cli.terminal.Terminal;
import java.util.List;

/**
 * The lines at the bottom that are drawn again, and the lines that scroll up above them. Guarded by
 * its owner.
 */
final class LiveBlock {
  private static final String ESCAPE = "\u001B[";
  private static final String ERASE_BELOW = ESCAPE + "J";

  private final Terminal terminal;
  private int drawn;
  private String shown = "";

  LiveBlock(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints a line that stays. The block is gone until it is drawn again. */
  void printAbove(Line line) {
    print(erased().append(rendered(line)));
  }

  /** Prints text that stays, however wide it is. The block is gone until it is drawn again. */
  void printAbove(String text) {
    print(erased().append(SafeText.lines(text)).append('\n'));
  }

  /** Draws the block in place of what it was; nothing is sent if it is the same. */
  void draw(List<Line> lines) {
    StringBuilder block = new StringBuilder();
    lines.forEach(line -> block.append(rendered(line)));
    if (!block.toString().equals(shown)) {
      StringBuilder out = erased().append(block);
      drawn = lines.size();
      shown = block.toString();
      print(out);
    }
  }

  private String rendered(Line line) {
    return line.render(terminal.columns(), terminal.color()) + "\n";
  }

  private StringBuilder erased() {
    StringBuilder out = new StringBuilder();
    if (drawn > 0) {
      // What a person types meanwhile moves the cursor to the right.
      out.append('\r').append(ESCAPE).append(drawn).append("A").append(ERASE_BELOW);
    }
    drawn = 0;
    shown = "";
    return out;
  }

  private void print(CharSequence out) {
    terminal.err().print(out);
    terminal.err().flush();
  }
}
