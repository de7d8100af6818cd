package dev.sluice.internal.template;

import java.util.ArrayList;
import java.util.List;

/**
 * The text between the tags that are rendered: standalone lines cut, comments and changes of
 * delimiters gone, every other character as it was. There is one text more than tags.
 */
final class Layout {
  private final String text;
  private final List<String> texts = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private int from;

  private Layout(String text) {
    this.text = text;
  }

  static List<String> textsBetween(String text, List<Tag> tags) {
    return new Layout(text).split(tags);
  }

  private List<String> split(List<Tag> tags) {
    for (Tag tag : tags) {
      int until = tag.start();
      int resume = tag.end();
      if (tag.kind().mayStandAlone()) {
        int lineStart = lineStart(tag.start());
        int lineEnd = lineEnd(tag.end());
        if (lineStart >= 0 && lineEnd >= 0) {
          until = lineStart;
          resume = lineEnd;
        }
      }
      current.append(text, from, until);
      from = resume;
      if (tag.kind().isRendered()) {
        endText();
      }
    }
    current.append(text, from, text.length());
    endText();
    return texts;
  }

  private void endText() {
    texts.add(current.toString());
    current.setLength(0);
  }

  /** Where the line of a tag begins, if only blanks are before the tag; else -1. */
  private int lineStart(int tagStart) {
    int i = tagStart;
    while (i > 0 && isLineBlank(text.charAt(i - 1))) {
      i--;
    }
    return i == 0 || text.charAt(i - 1) == '\n' ? i : -1;
  }

  /** Where the line after a tag begins, if only blanks are behind the tag; else -1. */
  private int lineEnd(int tagEnd) {
    int i = tagEnd;
    while (i < text.length() && isLineBlank(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return i;
    } else if (text.charAt(i) == '\n') {
      return i + 1;
    }
    return text.startsWith("\r\n", i) ? i + 2 : -1;
  }

  private static boolean isLineBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
